"""个人中心: what is new for a person, the way to everything of one's own, and one's own data: taken along, or erased.

Nouns: Export (a copy of everything about a person, for a few days). Verbs: ask_for_copy, erase.
"""
