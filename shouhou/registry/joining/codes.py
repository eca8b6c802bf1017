"""Codes by telephone: made, sent by a job, tried at most five times, good once (security rows 20-23).

Whoever asks gets the same answer for the same work: whether the number means anybody is found out by the job.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import throttle
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.sources import household, source_of
from shouhou.foundation.accounts.throttle import Budget
from shouhou.foundation.jobs import enqueue
from shouhou.registry.joining import ways
from shouhou.registry.joining.models import Pending, PhoneCode

Purpose = PhoneCode.Purpose
LIFE, TRIES = timedelta(minutes=10), 5
HOUR, DAY = 3600, 86400
KEPT = "phone_code"
NOT_GOOD = noop("验证码不对或已过期。")


def number_of(text: str, *, field: str = "phone") -> str:
    """The mobile number that was typed, in the spelling it is sent to. Raises `Refused` beside `field`."""
    way = ways.texting()
    number = way.mobile(text) if way else ""
    if not number:
        raise Refused(**{field: _("请填写 11 位手机号。")})
    return number


def take_asking(request: HttpRequest, number: str) -> None:
    """Asking for a code spends from what a number and a place have, whoever the number belongs to. Raises `throttle.Spent`."""
    key, house = sha256(number.encode()).hexdigest()[:24], household(source_of(request))
    throttle.take(Budget(f"code-minute:{key}", 1, 60), Budget(f"code-hour:{key}", 5, HOUR), Budget(f"code-day:{key}", 10, DAY),
                  Budget(f"code-source:{house}", 20, HOUR), Budget(f"code-source-day:{house}", 60, DAY), Budget("code-all", 2000, HOUR))


@transaction.atomic
def ask(request: HttpRequest, purpose: str, number: str, *, user: User | None = None, pending: Pending | None = None,
        username: str = "") -> PhoneCode:
    """Let a job send a code to this number. This browser, and no other, can enter it."""
    nonce = secrets.token_urlsafe(24)
    made = PhoneCode.objects.create(purpose=purpose, target=number, session=_digest(nonce), user=user, pending=pending,
                                    expires_at=timezone.now() + LIFE)
    enqueue("joining.code", {"code": made.pk, "username": username[:64], "source": source_of(request)})
    request.session[KEPT] = {"purpose": str(purpose), "pk": made.pk, "nonce": nonce}
    return made


def asked(request: HttpRequest, purpose: str) -> PhoneCode | None:
    """The code that this browser asked for, for this purpose."""
    kept = request.session.get(KEPT)
    if not isinstance(kept, dict) or kept.get("purpose") != purpose:
        return None
    return PhoneCode.objects.filter(pk=kept["pk"], purpose=purpose, session=_digest(kept["nonce"])).select_related("user", "pending").first()


def take_try(request: HttpRequest) -> None:
    """Entering codes has a limit for one place too. Raises `throttle.Spent`."""
    throttle.take(Budget(f"code-try:{household(source_of(request))}", 60, HOUR), Budget("code-try:all", 5000, HOUR))


def check(code: PhoneCode, typed: str) -> None:
    """Take one try and use the code up when it is right. Raises `Refused` with one sentence, whatever is wrong.

    The try is counted by a conditional UPDATE before anything is compared, so guesses that come at once cannot slip past.
    """
    now = timezone.now()
    live = PhoneCode.objects.filter(pk=code.pk, used_at=None, expires_at__gt=now)
    counted = live.filter(tries__lt=TRIES).update(tries=F("tries") + 1)
    fresh = PhoneCode.objects.get(pk=code.pk)
    is_right = hmac.compare_digest(fresh.digest or "-", digest_of(fresh, typed.strip()))
    if not (counted and is_right and live.update(used_at=now)):
        raise Refused(code=_(NOT_GOOD))


def draw(code: PhoneCode) -> str:
    """Six new digits for this row; those drawn before are void. The tries go on counting."""
    digits = f"{secrets.randbelow(1_000_000):06d}"
    code.digest = digest_of(code, digits)
    code.save(update_fields=["digest", "user"])
    return digits


def digest_of(code: PhoneCode, digits: str) -> str:
    """Keyed with the installation's secret: a million codes are quickly tried by whoever has only the database."""
    bound: tuple[Any, ...] = (code.pk, code.purpose, code.user_id, code.target, code.session, digits[:32])
    return hmac.new(settings.SECRET_KEY.encode(), "|".join(map(str, bound)).encode("utf-8", "replace"), sha256).hexdigest()


def spellings(number: str) -> list[str]:
    """The ways a mobile number stands in people's records."""
    parts = (number[:3], number[3:7], number[7:])
    plain = [mark.join(parts) for mark in ("", " ", "-")]
    return [head + one for head in ("", "+86", "+86 ", "+86-", "86", "0086") for one in plain]


def meant(number: str, username: str = "") -> User | None:
    """The one active person with this number; of several the one of the user name that was typed; None when that is not one."""
    found = User.objects.filter(phone__in=spellings(number), is_active=True)
    if username:
        named = User.objects.by_name(username)
        return found.filter(pk=named.pk).first() if named else None
    people = list(found.order_by("pk")[:2])
    return people[0] if len(people) == 1 else None


def forget(request: HttpRequest) -> None:
    """The code has done its work."""
    request.session.pop(KEPT, None)


def _digest(nonce: str) -> str:
    return sha256(str(nonce).encode()).hexdigest()
