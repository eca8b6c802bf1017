"""The fields of 免费注册 as manual 001 §1 has them, and as the administrator wants them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext_noop as _

from shouhou.registry.joining.models import Asked
from shouhou.registry.joining.opening import admission

FIRST, SECOND = _("填写信息"), _("完善信息")
LOCKED = frozenset({"username", "password", "name"})
"""Without these there is no account: they are always shown and required."""
NEEDED = {"mail": "email", "phone": "phone"}
"""What is proved has to be asked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field: `part` is 填写信息 or 完善信息; `limit` is what the database holds at most."""

    key: str
    label: str
    part: str
    is_required: bool
    longest: int
    limit: int
    shortest: int = 0
    is_shown: bool = True
    rule: str = "any"
    choices: tuple[str, ...] = ()

    @property
    def is_locked(self) -> bool:
        return self.key in LOCKED

    @property
    def has_length(self) -> bool:
        """Whether an administrator may say how long it is; a password's length is for the password rule."""
        return self.key not in {"password", "born_on", "product", "email", "phone"}


FIELDS = (
    Entry("username", _("用户名"), FIRST, True, 32, 64, shortest=2),
    Entry("password", _("密码"), FIRST, True, 256, 256),
    Entry("name", _("真实姓名"), FIRST, True, 30, 60, shortest=2, rule="hanzi"),
    Entry("company", _("单位名称"), FIRST, True, 120, 120, shortest=2),
    Entry("email", _("邮箱"), FIRST, True, 254, 254),
    Entry("phone", _("联系电话"), FIRST, True, 32, 32),
    Entry("product", _("使用产品"), FIRST, True, 120, 120),
    Entry("region", _("所属区域"), SECOND, False, 60, 60),
    Entry("qq", _("QQ号码"), SECOND, False, 15, 15, shortest=5),
    Entry("born_on", _("出生日期"), SECOND, False, 10, 10),
    Entry("serial", _("产品序列号"), SECOND, False, 60, 60),
    Entry("service_code", _("服务编号"), SECOND, False, 60, 60),
)


def entries() -> list[Entry]:
    """Every field in the manual's order with the administrator's wishes."""
    wishes = {a.key: a for a in Asked.objects.all()}
    needed = NEEDED.get(admission().proof, "")
    return [_wished(entry, wishes.get(entry.key), is_needed=entry.key == needed) for entry in FIELDS]


def shown() -> dict[str, Entry]:
    """The fields that the form asks for, by key."""
    return {entry.key: entry for entry in entries() if entry.is_shown}


def _wished(entry: Entry, wish: Asked | None, *, is_needed: bool) -> Entry:
    if wish is None:
        return entry
    longest = min(wish.longest, entry.limit) if entry.has_length else entry.longest
    return replace(entry, label=wish.label, is_shown=entry.is_locked or is_needed or wish.is_shown,
                   is_required=entry.is_locked or is_needed or wish.is_required,
                   shortest=min(wish.shortest, longest) if entry.has_length else entry.shortest, longest=longest, rule=wish.rule,
                   choices=tuple(line.strip() for line in wish.choices.splitlines() if line.strip()))
