"""One believable company told as a story, and the seeded generator for a million tickets.

`story.load()` makes the demo company with the accounts of the running contract; `scale.load(n)` makes n tickets.
"""
