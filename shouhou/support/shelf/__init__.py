"""What articles, documents and classes have in common: published for a day, kept by readers, looked for, saved by VIP customers; how they are kept at the desk.

No table and no page of its own: an abstract model (`Shelved`), its verbs, and the pieces of pages that are the same for each kind.
"""
