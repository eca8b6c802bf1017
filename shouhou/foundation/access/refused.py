"""A refusal that people can read."""

from __future__ import annotations

from typing import Any

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

    @property
    def sentence(self) -> str:
        """Everything it says in one line, for where no fields stand."""
        return _("；").join(self.fields.values()) or self.message


def beside(form: Any, refused: Refused) -> None:
    """Put the sentences of a refusal beside the fields of the form they speak of, the others above it."""
    if not refused.fields:
        form.add_error(None, refused.message)
    for name, sentence in refused.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
