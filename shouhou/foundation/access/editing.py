"""Roles of the installation's own making: made from a template, changed, dropped. Effective with the next request of whoever holds them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access.models import Grant, Role
from shouhou.foundation.access.refused import Refused
from shouhou.foundation.access.registry import CAPABILITIES
from shouhou.foundation.access.rights import capabilities_of, ungivable
from shouhou.foundation.access.roles import ROLES
from shouhou.foundation.accounts import news
from shouhou.foundation.accounts.ended import end_sessions
from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.text import one_line

LONGEST = 40


@transaction.atomic
def make_role(label: str, capabilities: Iterable[str], *, by: User, made_from: str = "") -> Role:
    """A new role. Raises `Refused` beside label or capabilities; nobody puts into it what he may not give."""
    chosen = _chosen(capabilities)
    _may_give(by, chosen)
    role = _saved(Role(code=f"own-{secrets.token_hex(6)}", label=_label(label), capabilities=chosen,
                       made_from=made_from if made_from in ROLES else ""))
    news.tell("role_made", by, role=role.code, label=role.label, given=chosen)
    return role


@transaction.atomic
def edit_role(role: Role, *, by: User, label: str, capabilities: Iterable[str]) -> Role:
    """Other rights or another name. What is added `by` must be able to give; a role one holds oneself grows by nothing one lacks."""
    row = Role.objects.select_for_update().get(pk=role.pk)
    chosen = _chosen(capabilities)
    added, taken = set(chosen) - set(row.capabilities), set(row.capabilities) - set(chosen)
    _may_give(by, added)
    if added - capabilities_of(by) and Grant.objects.filter(user=by, role=row.code).exists():
        raise Refused(capabilities=_("您自己有这个角色，不能给它增加您没有的权限，请由另一位管理员办理。"))
    row.label, row.capabilities = _label(label), chosen
    _saved(row)
    if taken:
        for user in User.objects.filter(grants__role=row.code):
            end_sessions(user)
    news.tell("role_edited", by, role=row.code, label=row.label, given=sorted(added), taken=sorted(taken))
    return row


@transaction.atomic
def drop_role(role: Role, *, by: User) -> None:
    """Raises `Refused` while somebody holds it."""
    held = Grant.objects.filter(role=role.code).count()
    if held:
        raise Refused(_("还有 %d 人是这个角色，请先在“人员”里改掉。") % held)
    news.tell("role_dropped", by, role=role.code, label=role.label)
    role.delete()


def _chosen(capabilities: Iterable[str]) -> list[str]:
    chosen = sorted(set(capabilities))
    if not chosen:
        raise Refused(capabilities=_("请至少选择一项权限。"))
    if set(chosen) - CAPABILITIES.keys():
        raise Refused(capabilities=_("没有这个权限。"))
    return chosen


def _may_give(by: User, capabilities: Iterable[str]) -> None:
    if missing := ungivable(by, capabilities):
        words = _("、").join(_(CAPABILITIES[code]) for code in sorted(missing))
        raise Refused(capabilities=_("您自己没有这些权限，不能授予别人：%s。") % words)


def _label(label: str) -> str:
    clean = one_line(label)
    if not clean:
        raise Refused(label=_("请填写角色名称。"))
    if len(clean) > LONGEST:
        raise Refused(label=_("最多 %d 个字。") % LONGEST)
    if clean in {_(known) for known, _patterns in ROLES.values()}:
        raise Refused(label=_("系统自带的角色已经叫这个名称。"))
    return clean


def _saved(role: Role) -> Role:
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError:
        raise Refused(label=_("已经有叫这个名称的角色。")) from None
    return role
