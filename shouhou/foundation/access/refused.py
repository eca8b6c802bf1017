"""A refusal that people can read."""

from __future__ import annotations

from django.utils.translation import gettext as _


class Refused(Exception):
    """An action says no. `message` is a sentence for the person; `fields` are sentences beside form fields by name.

    Pages show it where it belongs and keep what was typed; the API answers 409 for a state, 422 for fields.
    """

    status = 409
    """With which a refusal is answered that no page caught."""

    def __init__(self, message: str = "", **fields: str) -> None:
        super().__init__(message or next(iter(fields.values()), _("不能这样做。")))
        self.message = str(self)
        self.fields = fields
