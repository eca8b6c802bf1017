"""What a PIN must be like, and how one is drawn. Digits, because it is typed on a telephone."""

from __future__ import annotations

import secrets
from itertools import pairwise

from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused

SHORTEST, LONGEST = 6, 12


def make_pin(length: int, code: str) -> str:
    """A PIN that is no run, no repetition and no part of the code."""
    while True:
        pin = "".join(secrets.choice("0123456789") for _n in range(max(SHORTEST, length)))
        if not is_easy(pin, code):
            return pin


def is_easy(pin: str, code: str) -> bool:
    """000000, 121212, 123456, 987654, a part of the code, or a day of birth's usual 19…/20…."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    return len(set(pin)) < 3 or steps in ({1}, {9}) or pin in code or pin == pin[:len(pin) // 2] * 2


def check_pin(pin: str, *, code: str, length: int, field: str = "pin") -> None:
    """Raises `Refused` beside `field` when a PIN of the customer's choice will not do."""
    if not (pin.isascii() and pin.isdecimal() and length <= len(pin) <= LONGEST):
        raise Refused(**{field: _("密码须为 %(least)d 到 %(most)d 位数字。") % {"least": length, "most": LONGEST}})
    if is_easy(pin, code):
        raise Refused(**{field: _("这个密码太容易猜到，请不要用连续、重复的数字或识别码的一部分。")})
