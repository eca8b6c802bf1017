"""A forgotten password (HJ-1.2-04). Nobody chooses another person's password: it is made, shown once, and must be changed."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import passwords, second, visits
from shouhou.foundation.accounts.changing import change_password
from shouhou.foundation.accounts.ended import end_sessions
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.organizations.people import may_reset


@transaction.atomic
def take_second_factor(user: User, *, by: User) -> None:
    """Let the password alone be enough for somebody who lost phone and paper; every session ends. Who may is who may give a new password.

    Raises `Refused`.
    """
    if by.pk == user.pk:
        raise Refused(_("自己的两步验证请在个人中心管理。"))
    if not may_reset(by, user):
        raise Refused(_("您不能取消 %s 的两步验证。") % user.name)
    second.turn_all_off(user)
    visits.end(user, tells=False)
    end_sessions(user)
    record("user.second_factor_taken", user, by=by)


@transaction.atomic
def reset_password(user: User, *, by: User) -> str:
    """Give `user` a new one-time password and answer it; every session of the person ends. Raises `Refused`."""
    if by.pk == user.pk:
        raise Refused(_("自己的密码请用“密码修改”。"))
    if not may_reset(by, user):
        raise Refused(_("您不能重置 %s 的密码：请找这家单位的责任顾问、主管或管理员。") % user.name)
    if not user.is_active:
        raise Refused(_("这个账号已停用，请先启用。"))
    password = passwords.make()
    change_password(user, make_password(password), is_one_time=True)
    record("user.password_reset", user, by=by)
    return password
