"""变更记录: what happened to a company, in words. Later rooms add words for what they record about it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouhou.foundation.events import timeline
from shouhou.registry.organizations.models import Organization

WORDS: dict[str, Any] = {
    "organization.added": _("新建单位"),
    "organization.edited": _("修改单位资料"),
    "organization.departments_changed": _("更改部门与部门可见范围"),
    "organization.merged": _("并入另一个重复的单位"),
    "organization.merge_undone": _("撤销合并"),
    "organization.sharing_changed": _("更改问题可见范围"),
}


def lately(organization: Organization) -> list[dict[str, Any]]:
    """The last changes of a company, newest first: word, by, at."""
    rows = timeline(organization).filter(verb__in=WORDS).order_by("-id")[:12]
    return [{"word": WORDS[e.verb], "by": e.by, "at": e.at} for e in rows]
