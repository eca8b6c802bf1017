"""What must not stand in an article that customers read: facts about people that came along with an answer (security row 146)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.agreements.entitlement import code_key
from shouhou.registry.agreements.models import ServiceCode

MOBILE = re.compile(r"(?<![\dA-Za-z.])(?:(?:\+|00)?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\.?\d)")
IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-9]\d{5}(?:18|19|20)\d{9}[\dXx](?![\dA-Za-z])")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
CODE = re.compile(r"(?<![\w-])[A-Za-z]{0,6}-?\d[\dA-Za-z-]{4,24}(?![\w-])")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
MOST = 300


def is_identity(number: str) -> bool:
    """Whether the check digit of an identity card is right (GB 11643)."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11] == number[-1].upper()


def plainly(text: str) -> list[str]:
    """Mobile numbers and identity cards."""
    cards = [found for found in IDENTITY.findall(text) if is_identity(found)]
    return [*cards, *(found for found in MOBILE.findall(text) if not any(found in card for card in cards))]


def found_in(text: str) -> list[str]:
    """Also addresses of customers' people, and service codes that were given out. In words, each with what it is; none twice."""
    told = dict.fromkeys(_("号码“%s”") % one for one in plainly(text))
    mails = list(dict.fromkeys(MAIL.findall(text)))[:MOST]
    if mails:
        known = {normal_key(one) for one in User.objects.filter(email__in=mails, memberships__isnull=False).values_list("email", flat=True)}
        told |= dict.fromkeys(_("邮箱“%s”") % one for one in mails if normal_key(one) in known)
    codes = list(dict.fromkeys(CODE.findall(text)))[:MOST]
    if codes:
        given = set(ServiceCode.objects.filter(code_key__in=[code_key(one) for one in codes]).values_list("code_key", flat=True))
        told |= dict.fromkeys(_("服务识别码“%s”") % one for one in codes if code_key(one) in given)
    return list(told)
