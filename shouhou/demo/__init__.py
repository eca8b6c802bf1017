"""One believable company told as a story, and the seeded generator for a million tickets."""
