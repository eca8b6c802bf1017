"""忘记密码 (manual 001 §1c): by a letter to the address on record, or by the hotline, who checks who it is and never sees a password."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts import passwords
from shouhou.foundation.accounts.changing import change_password
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.jobs import enqueue
from shouhou.registry.joining import checklist, ways
from shouhou.registry.joining.actions.register import digest_of
from shouhou.registry.joining.models import Recovery
from shouhou.registry.organizations.people import is_staff

MAIL_MINUTES, SPOKEN_MINUTES = 60, 15
SPOKEN = "spoken"


def ask_for_mail(typed: str, source: str = "") -> None:
    """Somebody forgot a password and typed a user name or a mail address. Whether anybody is meant is found out later, by a job: the
    page takes the same time and says the same for a name that exists and one that does not."""
    with transaction.atomic():
        enqueue("joining.recovery", {"typed": typed[:254], "source": source}, dedup=sha256(typed.encode()).hexdigest()[:40])


@transaction.atomic
def make(user: User, way: str, *, by: User | None = None) -> str:
    """A new secret for this person; those made before are void. It dies with another password, mail address or telephone."""
    Recovery.objects.filter(user=user, used_at=None).delete()
    secret = passwords.make() if way == SPOKEN else secrets.token_urlsafe(32)
    minutes = SPOKEN_MINUTES if way == SPOKEN else MAIL_MINUTES
    Recovery.objects.create(user=user, digest=digest_of(secret), fingerprint=fingerprint(user), way=way, offered_by=by,
                            expires_at=timezone.now() + timedelta(minutes=minutes))
    return secret


@transaction.atomic
def offer(user: User, *, by: User, checked: Iterable[str], note: str = "") -> tuple[str, str]:
    """The hotline has checked who is calling: (way, secret to read out).

    Where the person has a mail address that can be reached the link goes there and the secret is "": nobody but the person sees it.
    Only without one a link is made that is read out, for a quarter of an hour. Raises `Refused`.
    """
    if not can(by, "joining.recover"):
        raise Refused(_("您不能发放找回密码的链接。"))
    if by.pk == user.pk:
        raise Refused(_("自己的密码请用“密码修改”。"))
    if is_staff(user):
        raise Refused(_("员工的密码由管理员在“人员”里重置。"))
    if not user.is_active:
        raise Refused(_("这个账号已停用，请先启用。"))
    done = checklist.enough(user, checked)
    way = next((code for code, one in ways.ready().items() if one.address_of(user)), SPOKEN)
    secret = make(user, way, by=by)
    record("user.recovery_offered", user, by=by, way=way, checked=done, note=note[:200])
    if way == SPOKEN:
        return way, secret
    enqueue("joining.letter", {"letter": "recovery", "way": way, "token": secret, "name": user.name,
                               "address": ways.ready()[way].address_of(user), "user": user.pk})
    return way, ""


def open_recovery(secret: str) -> Recovery | None:
    """The way back that this secret opens; None for one that is none, old, used, or void."""
    if not 12 <= len(secret) <= 64:
        return None
    found = Recovery.objects.select_related("user").filter(
        digest=digest_of(secret), used_at=None, expires_at__gt=timezone.now(), user__is_active=True).first()
    return found if found and found.fingerprint == fingerprint(found.user) else None


@transaction.atomic
def recover(secret: str, password: str, encoded: str) -> User:
    """Give the person the new password; the link is used up and every session ends. `encoded` is the hash of `password`.

    Raises `Refused` for a link that no longer opens anything, or beside `new`.
    """
    found = open_recovery(secret)
    if found is None:
        raise Refused(_("这个链接无效或已过期，请重新找回。"))
    try:
        passwords.check(password, found.user)
    except ValidationError as no:
        raise Refused(new=no.messages[0]) from None
    if not Recovery.objects.filter(pk=found.pk, used_at=None).update(used_at=timezone.now()):
        raise Refused(_("这个链接无效或已过期，请重新找回。"))
    change_password(found.user, encoded, is_one_time=False)
    record("user.recovered", found.user, by=found.user, way=found.way, offered_by=found.offered_by_id)
    if found.user.email:
        enqueue("joining.letter", {"letter": "recovered", "name": found.user.name, "address": found.user.email, "user": found.user.pk})
    return found.user


def fingerprint(user: User) -> str:
    """What must stay as it is while a link is under way."""
    return sha256("|".join((user.password, user.email, user.phone)).encode()).hexdigest()
