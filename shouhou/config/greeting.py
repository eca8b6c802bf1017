"""What is said on start: who can sign in, or how the first person gets in."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from shouhou.foundation.access.models import Grant
from shouhou.foundation.access.roles import ROLES
from shouhou.foundation.accounts.models import User

DEMO_PASSWORD = "demo2026"  # noqa: S105 - public on purpose; refused beyond this machine
DEMO_ACCOUNTS = ("jiahe", "jiahe-boss", "yuanfang", "guwen", "rexian", "diaodu", "gongchengshi", "jigou", "peijian", "zhuguan", "zhishi",
                 "shenhe", "caiwu", "admin", "shenji")
OPENING = "shouhou.faces.setup.opening"


def has_people() -> bool:
    """Whether anybody can sign in yet."""
    return User.objects.exists()


def has_demo_people() -> bool:
    """Whether one of the demo accounts still has its public password."""
    known = User.objects.filter(username_key__in=DEMO_ACCOUNTS, is_active=True)
    return any(user.check_password(DEMO_PASSWORD) for user in known)


def demo_lines() -> list[str]:
    """The demo accounts that exist, with their names and roles."""
    roles: dict[str, list[str]] = {}
    for username, role in Grant.objects.filter(user__username_key__in=DEMO_ACCOUNTS).values_list("user__username_key", "role"):
        roles.setdefault(username, []).append(ROLES[role][0] if role in ROLES else role)
    people = User.objects.filter(username_key__in=DEMO_ACCOUNTS).in_bulk(field_name="username_key")
    lines = [f"  {name:<13} {people[name].name}（{'、'.join(roles.get(name, []))}）" for name in DEMO_ACCOUNTS if name in people]
    return [f"演示账号（密码都是 {DEMO_PASSWORD}）：", *lines]


def first_steps(public_url: str) -> list[str]:
    """For an installation without people: the one-time link of the set-up wizard, good for 30 minutes."""
    if has_people():
        return []
    if find_spec(OPENING) is None:
        return ["还没有任何账号：请运行 shouhou createadmin。"]
    return [f"第一次使用，请在 30 分钟内打开：{public_url}{import_module(OPENING).link()}"]
