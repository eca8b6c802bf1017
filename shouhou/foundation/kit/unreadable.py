"""A table that cannot be read."""


class Unreadable(Exception):
    """The sentence says what the file is and what to do instead."""
