"""Which rule passwords of this installation follow. The vendor's own people never choose by the manual's six characters."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.accounts.models import Rules, User
from shouhou.foundation.kept import Kept

Profile = Rules.Profile
GRADED_SHORTEST = 10
ONE_TIME = timedelta(days=7)
"""How long a password that somebody else gave opens anything."""
KINDS = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"), re.compile(r"[^a-zA-Z0-9]"))
SIX = re.compile(r"[A-Za-z0-9]{6}\Z")
_staff: list[Callable[[User], bool]] = []


def staff_known_by(function: Callable[[User], bool]) -> Callable[[User], bool]:
    """Name who knows whether a person belongs to the vendor."""
    _staff.append(function)
    return function


def _read() -> Rules:
    return Rules.objects.first() or Rules()


current = Kept(_read)
"""The installation's rules, kept a few seconds."""


def profile_of(user: User) -> str:
    """The rule this person's password follows. Staff keep to at least the modern one (decision: a six-character password
    opens a customer's own questions, never the desk)."""
    profile = current().profile
    if profile == Profile.SIX and user.pk and any(is_staff(user) for is_staff in _staff):
        return staff_profile()
    return profile


def staff_profile() -> str:
    """The rule of the vendor's own people."""
    profile = current().profile
    return Profile.MODERN if profile == Profile.SIX else profile


def said(profile: str) -> str:
    """The rule in one sentence, as it stands under a field."""
    return {
        Profile.SIX: _("密码为六位字符或数字；不能是常见密码，也不能是用户名。"),
        Profile.MODERN: _("至少 8 位，可以用一句话；不能是常见密码，也不能是用户名、姓名、电话或单位名称。"),
        Profile.GRADED: _("至少 10 位，大写字母、小写字母、数字、符号中至少三类；不能是常见密码，也不能是用户名、姓名、电话或单位名称。"),
    }[Profile(profile)]


def check_shape(password: str, profile: str) -> None:
    """Length and kinds of characters. Raises ValidationError with a sentence."""
    if profile == Profile.SIX:
        if not SIX.match(password):
            raise ValidationError(_("密码为六位字符或数字。"))
    elif profile == Profile.GRADED and (len(password) < GRADED_SHORTEST or sum(bool(k.search(password)) for k in KINDS) < 3):
        raise ValidationError(_("密码至少 %d 位，并包含大写字母、小写字母、数字、符号中的三类。") % GRADED_SHORTEST)


def is_worn_out(user: User) -> bool:
    """Whether the rule says that this person's password has to be changed by now."""
    rules = current()
    if rules.profile != Profile.GRADED or not rules.change_after_days:
        return False
    return (user.password_changed_at or user.created_at) < timezone.now() - timedelta(days=rules.change_after_days)


def is_stale(user: User) -> bool:
    """Whether this person's password was given by somebody else and not used in time."""
    return user.must_change_password and (user.password_changed_at or user.created_at) < timezone.now() - ONE_TIME
