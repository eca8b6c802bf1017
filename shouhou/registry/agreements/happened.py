"""The history of a service code, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from shouhou.foundation.events import timeline
from shouhou.registry.agreements.models import ServiceCode

SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "code.issued": lambda data: _("发放（%s）") % data.get("format", ""),
    "code.extended": lambda data: _("有效期更新至 %s") % data.get("until", ""),
    "code.suspended": lambda data: _("停用：%s") % data.get("reason", ""),
    "code.resumed": lambda data: _("重新启用"),
    "code.locked": lambda data: _("密码错误次数过多，锁定一天"),
    "code.pin_set": lambda data: _("单位管理员重设密码"),
    "code.pin_changed": lambda data: _("凭原密码修改密码"),
    "code.pin_recovered": lambda data: _("通过邮件找回密码"),
    "code.recovery_asked": lambda data: _("申请找回密码"),
    "code.left_behind": lambda data: _("产品已转让，识别码停用"),
}


def lately(code: ServiceCode) -> list[dict[str, Any]]:
    """Everything that happened to a code, newest first: text, by, at."""
    rows = timeline(code).filter(verb__in=SENTENCES).order_by("-id")[:50]
    return [{"text": SENTENCES[e.verb](e.data), "by": e.by, "at": e.at} for e in rows]
