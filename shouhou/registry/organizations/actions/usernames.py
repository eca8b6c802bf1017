"""User names: assigned by the vendor (HJ-1.2-13), one for each person, and none that looks like a member of staff."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.text import normal_key

SHAPE = re.compile(r"[\w.@+-]{2,64}\Z")
ALIKE = str.maketrans({
    "а": "a", "в": "b", "е": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "у": "y", "х": "x", "і": "i",
    "ј": "j", "ѕ": "s", "ԁ": "d", "ɡ": "g", "ո": "n", "ս": "u", "ᴏ": "o", "α": "a", "β": "b", "ε": "e", "ι": "i", "κ": "k", "ν": "v",
    "ο": "o", "ρ": "p", "τ": "t", "υ": "u", "χ": "x", "0": "o", "1": "l", "ı": "i", "ӏ": "l",
})
"""Letters of other alphabets, and digits, that look like Latin ones (the lower-case part of Unicode TR 39 that matters here)."""


def skeleton(name: str) -> str:
    """What a name looks like: `аdmin` with a Cyrillic а and `admin` have the same."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", normal_key(name)) if not unicodedata.combining(c))
    return plain.translate(ALIKE)


def shaped(username: str) -> str:
    """The cleaned name, whoever may have it. Raises `Refused` when it is missing or has odd characters."""
    name = unicodedata.normalize("NFKC", username or "").strip()
    if not name:
        raise Refused(username=_("请填写用户名。"))
    if not SHAPE.match(name) or len(normal_key(name)) > 64:
        raise Refused(username=_("用户名为 2 到 64 个字，可以用中文、字母、数字和 . @ + - _。"))
    return name


def free_username(username: str) -> str:
    """The cleaned name. Raises `Refused` when it has odd characters, is taken, or looks like another person's name."""
    name = shaped(username)
    key = normal_key(name)
    if User.objects.filter(username_key=key).exists():
        raise Refused(username=_("用户名“%s”已经有人使用。") % name)
    if not key.isascii():
        look = skeleton(name)
        if look.isascii() and User.objects.filter(username_key__in=_spellings(look)).exists():
            raise Refused(username=_("用户名“%s”和已有的用户名看起来一样，请换一个。") % name)
    return name


def _spellings(look: str) -> list[str]:
    """The plain names with this look that are worth asking for."""
    return [look, look.replace("o", "0"), look.replace("l", "1"), look.replace("l", "i")]
