"""The vendor's own people: accounts with roles."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, capabilities_of, grant, revoke
from shouhou.foundation.access.models import Grant
from shouhou.foundation.access.rights import capabilities_of_role, ungivable
from shouhou.foundation.accounts import passwords
from shouhou.foundation.accounts.ended import end_sessions
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.rules import staff_profile
from shouhou.foundation.events import record
from shouhou.registry.organizations.actions.close_account import is_last_admin
from shouhou.registry.organizations.actions.enrol import Enrolled, open_new_account
from shouhou.registry.organizations.models import Membership, Organization
from shouhou.registry.organizations.people import CUSTOMER_ROLES, staff_roles


@transaction.atomic
def hire(*, by: User | None, username: str, name: str, roles: Iterable[str], email: str = "", phone: str = "") -> Enrolled:
    """Make an account of the vendor's side with these roles. Raises `Refused` beside username, name, roles, email, phone."""
    chosen = _roles(roles)
    _may_give(chosen, by)
    user, password = open_new_account(username=username, name=name, email=email, phone=phone)
    _place(user)
    grant(user, *chosen)
    record("user.hired", user, by=by, username=user.username, roles=chosen)
    return Enrolled(user, password)


@transaction.atomic
def set_roles(user: User, roles: Iterable[str], *, by: User | None) -> None:
    """Let a member of staff hold exactly these roles. The last administrator stays one, and nobody takes the own role of one."""
    chosen = set(_roles(roles))
    held = set(Grant.objects.filter(user=user).exclude(role__in=CUSTOMER_ROLES).values_list("role", flat=True))
    if "admin" in held - chosen:
        if by is not None and by.pk == user.pk:
            raise Refused(roles=_("不能取消自己的管理员角色，请由另一位管理员办理。"))
        if is_last_admin(user):
            raise Refused(roles=_("这是最后一个管理员，角色不能取消。"))
    if chosen == held:
        return
    _may_give(chosen - held, by)
    if by is not None and by.pk == user.pk and given(chosen - held) - capabilities_of(by):
        raise Refused(roles=_("不能给自己增加权限，请由另一位管理员办理。"))
    revoke(user, *(held - chosen))
    grant(user, *(chosen - held))
    if held - chosen:
        end_sessions(user)
    record("user.roles_changed", user, by=by, given=sorted(chosen - held), taken=sorted(held - chosen))


@transaction.atomic
def create_admin(username: str, password: str, name: str, *, by: User | None = None) -> User:
    """An administrator with a password of the own choice: for the command line and the set-up. Raises `Refused`."""
    try:
        passwords.check(password, User(username=username, name=name), profile=staff_profile())
    except ValidationError as no:
        raise Refused(password=no.messages[0]) from None
    user, _password = open_new_account(username=username, name=name, password=password)
    _place(user)
    grant(user, "admin")
    record("user.hired", user, by=by, username=user.username, roles=["admin"])
    return user


def _place(user: User) -> None:
    """Staff belong to the vendor's own company, where it is known."""
    own = Organization.objects.filter(kind=Organization.Kind.VENDOR).order_by("id").first()
    if own is not None:
        Membership.objects.get_or_create(user=user, organization=own)


def given(roles: Iterable[str]) -> set[str]:
    """What these roles allow together."""
    return {capability for role in roles for capability in capabilities_of_role(role)}


def _may_give(roles: Iterable[str], by: User | None) -> None:
    """Nobody gives others what he does not hold, unless he may give anything."""
    if ungivable(by, given(roles)):
        raise Refused(roles=_("您自己没有这些角色的全部权限，不能授予别人。"))


def _roles(roles: Iterable[str]) -> list[str]:
    chosen = sorted(set(roles))
    if not chosen:
        raise Refused(roles=_("请至少选择一个角色。"))
    if set(chosen) - staff_roles().keys():
        raise Refused(roles=_("没有这个角色。"))
    return chosen
