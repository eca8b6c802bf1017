"""行政区划 from a table with code and name: provinces first, then cities, then counties, in one file or three."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.imports import Field, register
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.organizations.models import Region

PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
"""What stands in the official list where a province has no city of its own between it and its counties."""


def short_code(code: str) -> str:
    """42, 4206 or 420602; the long spellings 420000 and 420600 mean the same. Raises `Refused`."""
    clean = code.strip()
    if not (clean.isascii() and clean.isdecimal() and len(clean) in (2, 4, 6)):
        raise Refused(_("行政区划代码“%s”不对：应为 2、4 或 6 位数字。") % code[:20])
    while len(clean) > 2 and clean.endswith("00"):
        clean = clean[:-2]
    return clean


@register
class Regions:
    """省、市、区县. A code that is known gets the row's name."""

    code, label, capability = "regions", word("行政区划"), "organizations.configure"
    fields = (
        Field("code", word("行政区划代码"), is_required=True, aliases=("代码", "code", "区划代码")),
        Field("name", word("名称"), is_required=True, aliases=("name", "地区", "区划名称")),
    )

    def __init__(self, *, by: User, import_id: int) -> None:
        self.by = by

    def preview(self, row: dict[str, str]) -> dict[str, str]:
        return row

    def take(self, row: dict[str, str], rest: dict[str, str]) -> str:
        code = short_code(row.get("code", ""))
        name = line(row.get("name", ""), field="name", limit=40, required=_("没有名称。"))
        parent = Region.objects.filter(code=code[:-2]).first() if len(code) > 2 else None
        if len(code) > 2 and parent is None:
            raise Refused(_("没有上一级“%s”，请先导入省，再导入市和区县。") % code[:-2])
        above = parent.full_name if parent else ""
        facts = {"name": name, "full_name": above if name in PLACEHOLDERS else above + name, "parent": parent}
        known = Region.objects.filter(code=code).first()
        if known is None:
            Region.objects.create(code=code, **facts)
            return "added"
        if known.name == name:
            return "same"
        Region.objects.filter(pk=known.pk).update(**facts)
        return "changed"
