"""A refusal that people can read."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - the word of the house
    """An action says no. `message` is a sentence for the person; `fields` are sentences beside form fields by name.

    Pages show it where it belongs and keep what was typed; the API answers 409 for a state, 422 for fields.
    """

    def __init__(self, message: str = "", **fields: str) -> None:
        super().__init__(message or next(iter(fields.values()), "不能这样做。"))
        self.message = str(self)
        self.fields = fields
