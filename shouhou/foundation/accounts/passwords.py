"""What a password must be like, and how one is made for somebody.

Length, a list of passwords everybody tries (the 20,000 that come with Django, plus repetitions and runs of characters),
and the words around the person: user name, name, phone, company, product. No rule about kinds of characters
(OWASP ASVS 5.0, 6.2.1-6.2.11), unless the installation chose another profile: `rules`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from shouhou.foundation.accounts import rules
from shouhou.foundation.accounts.models import Rules, User
from shouhou.foundation.kit.text import normal_key

SHORTEST = 8
LONGEST_BYTES = 256
AROUND = 5
"""Characters a password must have beside a word from around the person, and not only digits."""
LETTERS = "abcdefghjkmnpqrstuvwxyz"
DIGITS = "23456789"

_words: list[Callable[[User], Iterable[str]]] = []


def words(function: Callable[[User], Iterable[str]]) -> Callable[[User], Iterable[str]]:
    """Add words that are easy to guess for a person, such as the company's name. Called with a person (perhaps unsaved)."""
    _words.append(function)
    return function


def too_long(password: str) -> bool:
    """Whether it is longer than anybody's password: looked at before any hash."""
    return len(password) > LONGEST_BYTES or len(password.encode("utf-8", "surrogatepass")) > LONGEST_BYTES


def check(password: str, user: User, *, profile: str = "") -> None:
    """Raise ValidationError with a sentence when `password` will not do for `user`, by the rule `profile` or the person's own."""
    if too_long(password):
        raise ValidationError(_("密码太长：最多 %d 个字节。") % LONGEST_BYTES)
    if "\x00" in password:
        raise ValidationError(_("密码里有不能使用的字符。"))
    profile = profile or rules.profile_of(user)
    rules.check_shape(password, profile)
    if profile == Rules.Profile.MODERN and len(password) < SHORTEST:
        raise ValidationError(_("密码至少 %d 位。") % SHORTEST)
    key = normal_key(password)
    if key in _common() or key.strip("!@#$%^&*.,?~ _-") in _common() or _is_run(key):
        raise ValidationError(_("这个密码太常见，很容易被猜到，请换一个。"))
    for word in _around(user):
        rest = key.replace(word, "", 1)
        if rest != key and (len(rest) < AROUND or rest.isdigit() or rest in _common()):
            raise ValidationError(_("密码不能是用户名、姓名、电话、单位或产品名称，请换一个。"))


def make() -> str:
    """A one-time password that can be read out on the telephone: `hkm4-72wp-xq9d`, 59 random bits."""
    return "-".join("".join(secrets.choice(LETTERS + DIGITS) for _ in range(4)) for _ in range(3))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _is_run(key: str) -> bool:
    """`aaaaaaaa`, `12121212`, `12345678`, `hgfedcba`."""
    if len(set(key)) < 4:
        return True
    steps = {ord(b) - ord(a) for a, b in pairwise(key)}
    return steps in ({1}, {-1})


def _around(user: User) -> set[str]:
    given = [user.username, user.name, user.phone, user.email.split("@")[0]]
    for function in _words:
        given.extend(function(user))
    return {word for text in given if text and len(word := normal_key(text)) >= 3}
