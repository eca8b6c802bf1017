"""The fields of 我要提问: the union of manuals 000 §二 and 001 §4, and which of them are shown and required."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_noop as _

from shouhou.foundation.accounts.models import User
from shouhou.foundation.kept import Kept
from shouhou.support.tickets.models import AskField


@dataclass(frozen=True, slots=True)
class Field:
    """One field as this vendor uses it. `is_fixed` fields are always shown and required: without them nobody can be helped."""

    name: str
    label: str
    is_shown: bool
    is_required: bool
    is_fixed: bool = False


DEFAULTS = (
    Field("contact_name", _("直接提问联系人"), True, True, True),
    Field("contact_phone", _("直接联系电话"), True, True, True),
    Field("product", _("问题发生产品"), True, True, True),
    Field("module", _("应用模块"), True, False),
    Field("version", _("使用版本"), True, False),
    Field("kind", _("问题类型"), True, False),
    Field("urgency", _("问题紧急程度"), True, False),
    Field("title", _("问题标题"), True, True, True),
    Field("description", _("问题描述"), True, True, True),
    Field("files", _("附件"), True, False),
    Field("is_private", _("此问题不对其他用户公开"), True, False),
)


_rows = Kept(lambda: {row.field: row for row in AskField.objects.all()})


def fields() -> dict[str, Field]:
    """Every field by name, as the administrator decided."""
    rows = _rows()
    found = {}
    for field in DEFAULTS:
        row = rows.get(field.name)
        if row is None or field.is_fixed:
            found[field.name] = field
        else:
            found[field.name] = Field(field.name, field.label, row.is_shown, row.is_shown and row.is_required)
    return found


@dataclass(frozen=True, slots=True)
class Preset:
    """A choice of fields under one name."""

    label: str
    note: str
    shown: frozenset[str]
    required: frozenset[str]


PRESETS = {
    "brief": Preset(_("精简"), _("联系人、电话、产品、标题和描述，加附件"), frozenset({"files"}), frozenset()),
    "full": Preset(_("完整（全部必填）"), _("再加模块、版本、类型和紧急程度；附件和公开选项可不填"),
                   frozenset(f.name for f in DEFAULTS), frozenset(f.name for f in DEFAULTS) - {"files", "is_private"}),
}
"""After the two manuals: 000 asks for five things, 001 for all but 添加附件 and the public flag (LC-4a-12)."""


@transaction.atomic
def choose(shown: Set[str], required: Set[str], *, by: User) -> None:
    """Write which fields are shown and required. Fixed fields stay as they are; what is not shown is not required."""
    for field in DEFAULTS:
        if not field.is_fixed:
            is_shown = field.name in shown
            AskField.objects.update_or_create(field=field.name, defaults={
                "is_shown": is_shown, "is_required": is_shown and field.name in required and field.name != "is_private"})
