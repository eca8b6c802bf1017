"""What people type into one line, made clean or refused beside its field."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.kit.phones import is_phone


def line(text: str, *, field: str, limit: int, required: str = "") -> str:
    """One line without control characters and outer spaces. Raises `Refused` beside `field` when too long or missing."""
    text = text or ""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text)
    clean = " ".join(text.split())
    if required and not clean:
        raise Refused(**{field: required})
    if len(clean) > limit:
        raise Refused(**{field: _("最多 %d 个字。") % limit})
    return clean


def phone(text: str, *, field: str = "phone", required: str = "") -> str:
    """A telephone number, or nothing where none is required."""
    clean = line(text, field=field, limit=32, required=required)
    if clean and not is_phone(clean):
        raise Refused(**{field: _("请填写正确的电话：手机号、带区号的座机或 400 电话。")})
    return clean


def email(text: str, *, field: str = "email") -> str:
    """A mail address, or nothing."""
    clean = line(text, field=field, limit=254)
    try:
        if clean:
            validate_email(clean)
    except ValidationError:
        raise Refused(**{field: _("邮箱地址不对，例如 name@example.com。")}) from None
    return clean
