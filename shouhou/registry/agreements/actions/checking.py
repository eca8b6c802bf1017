"""Code and PIN are checked: slowly hashed, equally for a code nobody has, ten tries a day for each code (security rows 132, 133)."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import hashing, throttle
from shouhou.foundation.accounts.sources import household, neighbourhood
from shouhou.foundation.events import record
from shouhou.registry.agreements.entitlement import code_key
from shouhou.registry.agreements.models import ServiceCode

DAY = 86_400
TRIES = 10
"""Wrong PINs of one code in a day; then it is locked for a day, or until the company's 管理员 sets a new PIN."""
LONGEST = 40


def code_budget(key: str) -> throttle.Budget:
    return throttle.Budget(f"pin:{key}", TRIES, DAY)


def verify(code: str, pin: str, *, source: str) -> ServiceCode:
    """The code, when the PIN is right. `source` is the address or the caller's number.

    Raises `Refused` with the same sentence for a wrong PIN, an unknown code and a code without a PIN, after the same work.
    """
    key, where = code_key(code), source[:60]
    budget = code_budget(key)
    around = (throttle.Budget(f"pin.from:{household(where)}", 30, 3600), throttle.Budget(f"pin.near:{neighbourhood(where)}", 300, 3600))
    try:
        throttle.take(budget, *around)
    except throttle.Spent as spent:
        if spent.key == budget.key:
            _lock(key)
            raise Refused(_("密码错误次数过多，这个服务识别码已锁定。请单位管理员登录后重设密码，或一天后再试。")) from None
        raise Refused(_("尝试太频繁，请 %d 分钟后再试。") % (spent.seconds // 60 + 1)) from None
    found = ServiceCode.objects.select_related("organization", "product", "format").filter(code_key=key).first()
    try:
        with hashing.core():
            if found is not None and found.pin:
                right = check_password(pin[:LONGEST], found.pin)
            else:
                make_password(pin[:LONGEST])
                right = False
    except hashing.Busy:
        throttle.give_back(budget, *around)
        raise Refused(_("现在使用的人太多，请稍后再试。")) from None
    if not right or found is None:
        raise Refused(pin=_("服务识别码或密码不正确。"))
    if found.is_locked:
        raise Refused(_("密码错误次数过多，这个服务识别码已锁定。请单位管理员登录后重设密码，或一天后再试。"))
    throttle.forget(budget.key)
    throttle.give_back(*around)
    return found


@transaction.atomic
def _lock(key: str) -> None:
    """Once: the lock stands in the code's history and the company's people are told by whoever listens."""
    now = timezone.now()
    for code in ServiceCode.objects.select_for_update().filter(code_key=key):
        if code.locked_until is None or code.locked_until <= now:
            code.locked_until = now + timedelta(seconds=DAY)
            code.save(update_fields=["locked_until"])
            record("code.locked", code, by=None)
