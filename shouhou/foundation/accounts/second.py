"""两步验证: after the password a code of an authenticator app (RFC 6238), a code on paper, or a passkey (WebAuthn).

Between password and second proof nobody is signed in: the session only remembers who gave the password, for ten minutes.
"""

from __future__ import annotations

from hashlib import sha256
from time import time
from typing import Any

import pyotp
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from shouhou.foundation.accounts import news, passwords, throttle
from shouhou.foundation.accounts.models import OneTimeCode, Passkey, RecoveryCode, User
from shouhou.foundation.kit.sealing import seal, unseal

WAITING, MINUTES, CODES, STEP = "second", 10, 10, 30


class Wrong(Exception):
    """Not this code; the message is a sentence, `wait` the seconds until another may be tried."""

    def __init__(self, message: str, wait: int = 0) -> None:
        super().__init__(message)
        self.wait = wait


def wait(request: HttpRequest, user: User) -> None:
    """The password was right; the second proof is still to come."""
    request.session.cycle_key()
    request.session[WAITING] = {"user": user.pk, "at": int(time()), "mark": user.get_session_auth_hash()[:24]}


def waiting(request: HttpRequest) -> User | None:
    """Who gave the password in this browser within the last ten minutes and has not given the second proof."""
    noted: Any = request.session.get(WAITING)
    if not isinstance(noted, dict) or time() - noted.get("at", 0) > MINUTES * 60:
        return None
    user = User.objects.filter(pk=int(noted.get("user") or 0), is_active=True).first()
    return user if user and constant_time_compare(user.get_session_auth_hash()[:24], noted.get("mark", "")) else None


def forget(request: HttpRequest) -> None:
    """Nobody waits here any more."""
    request.session.pop(WAITING, None)


def take_try(user: User) -> None:
    """Five tries in a quarter of an hour, taken before anything is looked at, so that a hundred at once are five. Raises `Wrong`."""
    try:
        throttle.take(throttle.Budget(f"second:{user.pk}", 5, 900))
    except throttle.Spent as spent:
        raise Wrong(_("尝试次数过多，请在 %d 分钟后再试。") % -(-spent.seconds // 60), spent.seconds) from None


def check(user: User, typed: str) -> None:
    """The second proof by something typed: six digits of the app, or a code on paper. Neither works twice. Raises `Wrong`."""
    take_try(user)
    clean = "".join(typed.split())[:40]
    is_right = _is_step(user, clean) if clean.isdigit() else _is_paper(user, clean)
    if not is_right:
        raise Wrong(_("验证码不对，或已经用过。"))
    throttle.forget(f"second:{user.pk}")


def _is_step(user: User, code: str) -> bool:
    known = OneTimeCode.objects.filter(user=user).first()
    if known is None or len(code) != 6 or not code.isascii():
        return False
    step = matching(unseal(known.sealed, settings.SECRET_KEY), code)
    return step is not None and bool(OneTimeCode.objects.filter(pk=known.pk, last_step__lt=step).update(last_step=step))


def matching(secret: str, code: str) -> int | None:
    """The step of this code: the one now or next to it; None when it belongs to none of the three."""
    app, now = pyotp.TOTP(secret), int(time()) // STEP
    return next((step for step in (now, now - 1, now + 1) if constant_time_compare(app.generate_otp(step), code)), None) if secret else None


def _is_paper(user: User, code: str) -> bool:
    digest = digest_of(code)
    return bool(RecoveryCode.objects.filter(user=user, digest=digest, used_at=None).update(used_at=timezone.now()))


def digest_of(code: str) -> str:
    """How a code on paper is kept; hyphens and case do not count."""
    return sha256(code.replace("-", "").lower().encode()).hexdigest()


def new_secret() -> str:
    """A secret for an authenticator app: 160 random bits in base 32."""
    return pyotp.random_base32()


def address(user: User, secret: str, issuer: str) -> str:
    """What the QR code says (`otpauth://…`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=issuer)


def turn_on_codes(user: User, secret: str, code: str) -> list[str]:
    """The app shows the right code for `secret`: from now on it is asked for. Answers codes for paper, shown this once. Raises `Wrong`."""
    take_try(user)
    step = matching(secret, "".join(code.split()))
    if step is None:
        raise Wrong(_("验证码不对。请确认手机时间准确，再输入应用里现在显示的 6 位数字。"))
    throttle.forget(f"second:{user.pk}")
    with transaction.atomic():
        OneTimeCode.objects.update_or_create(user=user, defaults={
            "sealed": seal(secret, settings.SECRET_KEY), "last_step": step, "since": timezone.now()})
        return _on(user)


@transaction.atomic
def keep_passkey(user: User, key: Passkey) -> list[str]:
    """A new passkey of this person. Answers codes for paper when it is the first second proof, else nothing."""
    key.user = user
    key.save()
    return _on(user)


@transaction.atomic
def new_paper(user: User) -> list[str]:
    """Other codes for paper; the former ones no longer work."""
    RecoveryCode.objects.filter(user=user).delete()
    made = [passwords.make() for _n in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest_of(code)) for code in made)
    return made


@transaction.atomic
def turn_off(user: User, *, passkey: Passkey | None = None) -> None:
    """No code of an app any more, or this passkey no more. With the last proof the codes on paper go."""
    if passkey is not None:
        passkey.delete()
    else:
        OneTimeCode.objects.filter(user=user).delete()
    if not OneTimeCode.objects.filter(user=user).exists() and not Passkey.objects.filter(user=user).exists():
        turn_all_off(user)
    news.tell("second_factor_removed", user)


@transaction.atomic
def turn_all_off(user: User) -> None:
    """The password alone is enough again."""
    for kind in (OneTimeCode, Passkey, RecoveryCode):
        kind.objects.filter(user=user).delete()  # type: ignore[attr-defined]
    User.objects.filter(pk=user.pk).update(has_second_factor=False)


def _on(user: User) -> list[str]:
    was_on = bool(User.objects.filter(pk=user.pk, has_second_factor=True).exists())
    User.objects.filter(pk=user.pk).update(has_second_factor=True)
    news.tell("second_factor_added", user)
    return [] if was_on else new_paper(user)
