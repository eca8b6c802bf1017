"""知识库: what is known, written down once and found again.

Nouns: Category (two levels), Article with its revisions, Reading, Favourite, Vote. Verbs: write, review, withdraw, remove, read, favour, vote.
"""
