"""The PIN of a code: set by the company's 管理员, changed by who knows it, recovered by a link to the 管理员's mailbox (manual 002)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import throttle
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.sources import household
from shouhou.foundation.events import record
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.agreements.actions.checking import code_budget, verify
from shouhou.registry.agreements.entitlement import code_key
from shouhou.registry.agreements.models import Recovery, ServiceCode
from shouhou.registry.agreements.pins import SHORTEST, check_pin, make_pin
from shouhou.registry.organizations.models import Membership

LIFE = timedelta(minutes=30)


def may_set_pin(user: User, code: ServiceCode) -> bool:
    """管理员 of the company alone; nobody of the vendor."""
    return Membership.objects.filter(user=user, organization_id=code.organization_id, is_admin=True).exists()


def shortest(code: ServiceCode) -> int:
    return max(SHORTEST, code.format.pin_length if code.format else SHORTEST)


@transaction.atomic
def set_pin(code: ServiceCode, *, by: User, pin: str = "") -> str:
    """Give a code a new PIN, typed or drawn, and answer it: it is shown once. The lock of wrong tries ends.

    Raises `Refused` for anybody but the company's 管理员, and beside pin.
    """
    if not may_set_pin(by, code):
        raise Refused(_("只有本单位管理员可以设置服务识别码的密码。"))
    if pin:
        check_pin(pin, code=code.code_key, length=shortest(code))
    made = pin or make_pin(shortest(code), code.code_key)
    _write(code, made, by, "code.pin_set")
    return made


def change_pin(code: str, old: str, new: str, *, source: str) -> ServiceCode:
    """修改识别码密码: by who knows the present one. Raises `Refused` as `verify` does, and beside new."""
    found = verify(code, old, source=source)
    check_pin(new, code=found.code_key, length=shortest(found), field="new")
    with transaction.atomic():
        _write(found, new, None, "code.pin_changed")
    return found


def ask_recovery(code: str, company: str, *, source: str) -> None:
    """识别码密码找回: with the code and the full name of the company a link goes to the mailboxes of its 管理员.

    Says nothing about whether code and name fit. Raises `Refused` when asked too often.
    """
    key = code_key(code)
    try:
        throttle.take(throttle.Budget(f"pin.recovery:{key}", 3, 3600), throttle.Budget(f"pin.recovery.from:{household(source)}", 10, 3600))
    except throttle.Spent as spent:
        raise Refused(_("申请太频繁，请 %d 分钟后再试。") % (spent.seconds // 60 + 1)) from None
    with transaction.atomic():
        found = ServiceCode.objects.filter(code_key=key, organization__name_key=normal_key(company)).first()
        if found is not None:
            record("code.recovery_asked", found, by=None)  # the mail channel listens, and posts the link


@transaction.atomic
def open_recovery(code: ServiceCode) -> str:
    """A link's secret that sets a new PIN once, for half an hour; older ones end."""
    code.recoveries.filter(used_at=None).delete()
    secret = secrets.token_urlsafe(24)
    Recovery.objects.create(code=code, digest=digest(secret), expires_at=timezone.now() + LIFE)
    return secret


def recovery_of(secret: str) -> Recovery | None:
    """What this secret opens now, if anything."""
    return Recovery.objects.select_related("code__format").filter(digest=digest(secret), used_at=None, expires_at__gt=timezone.now()).first()


@transaction.atomic
def recover(secret: str, pin: str) -> ServiceCode:
    """Set the PIN by the link from the mail, once. Raises `Refused` beside pin, and for a link that is used or old."""
    row = recovery_of(secret)
    if row is None:
        raise Refused(_("链接已经失效，请重新申请找回。"))
    check_pin(pin, code=row.code.code_key, length=shortest(row.code))
    if not Recovery.objects.filter(pk=row.pk, used_at=None).update(used_at=timezone.now()):
        raise Refused(_("链接已经失效，请重新申请找回。"))
    _write(row.code, pin, None, "code.pin_recovered")
    return row.code


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _write(code: ServiceCode, pin: str, by: User | None, verb: str) -> None:
    code.pin, code.pin_at, code.locked_until = make_password(pin), timezone.now(), None
    code.save(update_fields=["pin", "pin_at", "locked_until"])
    throttle.forget(code_budget(code.code_key).key)
    record(verb, code, by=by)
