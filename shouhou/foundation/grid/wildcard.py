"""`*` stands for any number of any characters; a pattern is searched inside the value, without regard to case.

Two characters are the same when `fold` makes them so: ASCII letters, and other letters that have one small and one capital form.
`%`, `_` and `\\` are ordinary characters. The result is the same on every database, whatever its collation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, Q
from django.utils.translation import gettext as _

from shouhou.foundation.grid.unreadable import Unreadable
from shouhou.foundation.grid.values import plain

MOST_WORDS, MOST_STARS = 8, 20
GRAM = 3
"""Characters of the pieces the index is made of."""


class Folding(dict[int, str]):
    """For `str.translate`: each letter as its small form, where that is one character."""

    def __missing__(self, code: int) -> str:
        small = chr(code).lower()
        self[code] = small if len(small) == 1 else chr(code)
        return self[code]


FOLDING = Folding()


def fold(text: str) -> str:
    """The text as patterns see it; as long as it was."""
    return text.lower() if text.isascii() else text.translate(FOLDING)


def forms(character: str) -> str:
    """The characters that are the same as this one."""
    small = fold(character)
    return "".join(sorted({form for form in (character, small, character.upper()) if len(form) == 1 and fold(form) == small}))


@dataclass(frozen=True, slots=True)
class Pattern:
    """`pieces` stand one after another with anything between; `is_whole` asks that the first begins and the last ends the value."""

    pieces: tuple[str, ...]
    is_whole: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it lets everything through."""
        return not self.pieces and not self.is_whole

    def finds(self, text: str | None) -> bool:
        """The same in Python."""
        if self.is_open or text is None:
            return self.is_open
        wanted = ".*".join(re.escape(fold(piece)) for piece in self.pieces)
        match = re.fullmatch if self.is_whole else re.search
        return match(wanted, fold(text), re.DOTALL) is not None

    @property
    def is_simple(self) -> bool:
        """Whether the database's LIKE knows all its letters in both cases."""
        return all(c.isascii() or len(forms(c)) == 1 for piece in self.pieces for c in piece)

    def like(self) -> str:
        """In the language of LIKE, escaped by a backslash."""
        inner = "%".join(re.sub(r"([%_\\])", r"\\\1", piece) for piece in self.pieces)
        return inner if self.is_whole else f"%{inner}%"

    def glob(self) -> str:
        """In SQLite's GLOB, which regards case: every letter by its forms."""
        inner = "*".join("".join(f"[{f}]" if len(f := forms(c)) > 1 or c in "*?[" else c for c in piece) for piece in self.pieces)
        return inner if self.is_whole else f"*{inner}*"

    def regex(self) -> str:
        """In PostgreSQL's regular expressions."""
        inner = ".*".join("".join(f"[{f}]" if len(f := forms(c)) > 1 else c if c.isalnum() or not c.isascii() else "\\" + c for c in piece)
                          for piece in self.pieces)
        return f"^{inner}$" if self.is_whole else inner

    def grams(self) -> tuple[str, ...]:
        """Pieces of three characters that every match holds, enough to cover its literals; none when these are too short."""
        found: dict[str, None] = {}
        for piece in map(fold, self.pieces):
            if len(piece) >= GRAM:
                places = [*range(0, len(piece) - GRAM + 1, GRAM), len(piece) - GRAM]
                found |= dict.fromkeys(piece[place : place + GRAM] for place in places)
        return tuple(found)


def pattern(text: str, *, is_whole: bool = False) -> Pattern:
    """What was typed. With `is_whole` a `*` is a star, and the value must be the text."""
    if is_whole:
        return Pattern((text,), is_whole=True)
    pieces = text.replace("＊", "*").split("*")
    if len(pieces) > MOST_STARS + 1:
        raise Unreadable(_("通配符太多，最多 %(most)s 个。") % {"most": MOST_STARS})
    return Pattern(tuple(piece for piece in pieces if piece))


def words(text: str) -> list[Pattern]:
    """The patterns of a search in any column, parted by blanks; each must be found."""
    return [one for one in map(pattern, text.split()) if not one.is_open]


def check_words(text: str) -> str:
    """The text itself. Raises `Unreadable` when it is too much."""
    text = " ".join(plain(text).split())
    if text.count(" ") >= MOST_WORDS:
        raise Unreadable(_("查询的词太多，最多 %(most)s 个。") % {"most": MOST_WORDS})
    words(text)
    return text


class Wild(Func):
    """Whether a text is found by a pattern, in SQL."""

    output_field = BooleanField()
    arity = 1

    def __init__(self, expression: Any, pattern: Pattern) -> None:
        super().__init__(expression)
        self.pattern = pattern

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:  # type: ignore[override]
        sql, params = compiler.compile(self.source_expressions[0])
        if connection.vendor == "sqlite":
            if self.pattern.is_simple:
                return f"({sql}) LIKE %s ESCAPE '\\'", (*params, self.pattern.like())
            return f"({sql}) GLOB %s", (*params, self.pattern.glob())
        if self.pattern.is_simple:
            return f'({sql}) COLLATE "C" ILIKE %s', (*params, self.pattern.like())  # so the planner knows how many there are
        return f'(({sql}) COLLATE "C") ~ %s', (*params, self.pattern.regex())


def fits(path: str, text: str) -> Q:
    """The rows whose `path` holds what was typed, for searches that are no grid. Raises `Unreadable` for too many stars."""
    wanted = pattern(plain(text))
    return Q() if wanted.is_open else Q(Wild(F(path), wanted))


def small(text: str) -> str:
    """ASCII letters made small, others left: what lower() does under the collation C."""
    return "".join(c.lower() if c.isascii() else c for c in text)
