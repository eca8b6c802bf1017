"""Check digits of service codes: a number typed wrongly on a telephone is noticed before anybody looks it up."""

from __future__ import annotations

from collections.abc import Callable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Check(models.TextChoices):
    NONE = "none", _("无")
    LUHN = "luhn", _("Luhn（ISO/IEC 7812）")
    MOD_11_10 = "mod_11_10", _("ISO/IEC 7064 MOD 11,10")


def luhn(digits: str) -> str:
    """The Luhn digit that follows `digits`. From the right every second digit, the first one included, counts twice."""
    total = sum(sum(divmod(int(d) * 2, 10)) if place % 2 == 0 else int(d) for place, d in enumerate(reversed(digits)))
    return str(-total % 10)


def mod_11_10(digits: str) -> str:
    """The check digit of ISO/IEC 7064 MOD 11,10 that follows `digits`."""
    rest = 10
    for digit in digits:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return str((11 - rest) % 10)


DIGITS: dict[str, Callable[[str], str]] = {Check.NONE: lambda digits: "", Check.LUHN: luhn, Check.MOD_11_10: mod_11_10}


def check_digit(check: str, digits: str) -> str:
    """The digit to add, nothing for codes without one."""
    return DIGITS[check](digits)
