"""停用 and 启用 of an account."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.access.models import Grant
from shouhou.foundation.accounts.changing import disable, enable
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record


@transaction.atomic
def close_account(user: User, *, by: User | None) -> None:
    """The person is out with the next request and cannot sign in. The last administrator and oneself stay."""
    if by is not None and by.pk == user.pk:
        raise Refused(_("不能停用自己的账号。"))
    if is_last_admin(user):
        raise Refused(_("这是最后一个在用的管理员账号，不能停用。"))
    if user.is_active:
        disable(user)
        record("user.disabled", user, by=by)


@transaction.atomic
def open_account(user: User, *, by: User | None) -> None:
    """The person may sign in again."""
    if not user.is_active:
        enable(user)
        record("user.enabled", user, by=by)


def is_last_admin(user: User) -> bool:
    """Whether nobody else could look after the installation."""
    admins = Grant.objects.filter(role="admin", user__is_active=True)
    return admins.filter(user=user).exists() and not admins.exclude(user=user).exists()
