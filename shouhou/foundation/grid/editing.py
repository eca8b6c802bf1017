"""Form fields by which lists change many rows at once (`Edit.form_field`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _


def text_field(limit: int) -> forms.CharField:
    """A line that may be empty."""
    return forms.CharField(max_length=limit, required=False, error_messages={"max_length": _("最多 %d 个字。") % limit})


def one_of(rows: QuerySet[Any], *, required: bool = True, nobody: str = "") -> forms.ModelChoiceField:
    """One of these rows; `nobody` is the word for none."""
    return forms.ModelChoiceField(rows, required=required, empty_label=nobody or _("请选择"),
                                  error_messages={"required": _("请重新选择。"), "invalid_choice": _("请重新选择。")})


class FlagField(forms.TypedChoiceField):
    """Yes or no, in these words."""

    def __init__(self, yes: str, no: str) -> None:
        super().__init__(choices=[("True", yes), ("False", no)], coerce=lambda value: value == "True",
                         error_messages={"required": _("请重新选择。"), "invalid_choice": _("请重新选择。")})

    def prepare_value(self, value: Any) -> str:
        return str(value)
