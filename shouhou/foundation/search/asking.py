"""What a question asks for: its terms and how rare they are, and what stands for words that no document holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from django.db import connection
from django.utils.translation import gettext as _

from shouhou.foundation.search import segments
from shouhou.foundation.search.misspelling import nearest
from shouhou.foundation.search.terms import SOUND, terms_of
from shouhou.foundation.search.tokens import FIRST_CJK, fold

LONGEST = 4000
"""Characters of a question that are read …"""
MOST_TERMS = 64
"""… and its terms that count, the rarest."""
FEW = 4
"""A question of so few terms is typed, not told: its words may be beginnings, sounds, misspelt."""
MOST_INITIALS = 6
BEGINNINGS = 12
"""How many words that begin so stand for a beginning."""
SYLLABLE = re.compile("(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
                      "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|er|ia|ie|iu|ua|uo|ue|ui|ve|[aoeiuv])")
ASIDE = 0.4
"""What a pair of characters that only makes a sentence a question counts for."""
PAIRS = """
怎么 么办 怎样 如何 为什 什么 么样 请问 是否 可以 有哪 哪些 哪里 哪个 我的 应该 需要 一下 谢谢 您好 你好 想问 问一 想知
知道 能不 不能 会不 是不 不是 可能 以及 还是 么会 我想 我们 他们 有没 没有 这个 那个 这种 一个 现在 最近 时候 因为 所以
但是 如果 就是 而且 已经 比较 非常 一直 之后 以后 之前 情况 问题 出现 进行 有什 要怎 该怎 该如 我是 的是 是什 了解 麻烦
帮忙 求助 多少 几个 不会 会有
"""
PHRASING = frozenset(PAIRS.split())
LETTERS = re.compile(r"[a-z]{2,30}")
LAST = "\U0010ffff"


@dataclass(slots=True)
class Word:
    """Something asked for: any of `terms` answers it. `worth` is its rarity, `count` how many postings it has."""

    text: str
    terms: tuple[str, ...]
    count: int
    worth: float = 0.0


@dataclass(slots=True)
class Asked:
    """`left` are words that are too common to be read from the index; `lacking` stand in no document at all."""

    words: list[Word]
    said: str = ""
    shown: str = ""
    lacking: list[str] = field(default_factory=list)
    replaced: set[str] = field(default_factory=set)
    left: list[Word] = field(default_factory=list)
    holds_all: bool = True

    @property
    def total(self) -> float:
        return sum(word.worth for word in self.words) or 1.0


def understand(query: str, *, typing: bool = False) -> Asked:
    """The words of a question, with their worth, the rarest if there are many."""
    folded = fold(query[:LONGEST]).replace("\x00", " ")
    terms = list(dict.fromkeys(term for term in terms_of(folded) if not term.startswith(SOUND)))[:1000]
    known = counts(terms)
    asked = Asked([Word(term, (term,), known[term]) for term in terms if term in known], shown=query)
    missing = [term for term in terms if term not in known and not ("-" in term or "_" in term)]
    if 0 < len(terms) <= FEW:
        for term in terms:
            if FIRST_CJK.match(term):
                if len(term) == 1:
                    replace(asked, term, beginnings(term), count=known.get(term, 0))
            elif term not in known or (typing and term == terms[-1] and not folded[-1:].isspace()):
                typed(asked, term, known.get(term, 0))
            else:
                asked.words += sounding(term)
    asked.lacking = [term for term in missing if term not in asked.replaced]
    documents = size()
    for word in asked.words:
        rarity = log(1 + max(0.0, documents - word.count + 0.5) / (word.count + 0.5)) or 0.01
        word.worth = rarity * ASIDE if word.text in PHRASING else rarity
    asked.words = sorted(asked.words, key=lambda word: (word.count, word.text))[:MOST_TERMS]
    return asked


def size() -> int:
    """How many documents the index holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(documents), 0) FROM search_segment WHERE is_ready = %s", [True])
        return int(cursor.fetchone()[0])


def counts(terms: Iterable[str]) -> dict[str, int]:
    """In how many documents each of these terms stands; those that stand in none are left out."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for part in segments.parts(list(terms)):
            cursor.execute(f"SELECT term, sum(count) FROM search_posting WHERE term IN ({','.join(['%s'] * len(part))}) GROUP BY term", list(part))  # noqa: S608
            found.update((term, int(count)) for term, count in cursor.fetchall())
    return found


def beginnings(start: str, most: int = 400) -> list[tuple[str, int]]:
    """The most common terms that begin so, and in how many documents each stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT term, sum(count) FROM search_posting WHERE term >= %s AND term < %s GROUP BY term ORDER BY 2 DESC, 1 LIMIT %s",
                       [start, start + LAST, most])
        return [(term, int(count)) for term, count in cursor.fetchall()]


def replace(asked: Asked, text: str, found: list[tuple[str, int]], *, count: int = 0) -> None:
    """Let `found` stand for a word."""
    if found:
        asked.replaced.add(text)
        asked.words = [word for word in asked.words if word.text != text]
        asked.words.append(Word(text, tuple(term for term, _ in found), max(count, sum(n for _, n in found))))


def typed(asked: Asked, term: str, count: int) -> None:
    """A word of Latin letters or digits that may be a beginning, pinyin, misspelt, or initials; the first of these that is found."""
    words: list[Word] = []
    if len(term) > 1 and (found := beginnings(term, BEGINNINGS)):
        replace(asked, term, found, count=count)
        asked.words += sounding(term)
    elif words := spelled(term):
        asked.said = _("按拼音查找“%(word)s”。") % {"word": term}
    elif better := nearest(term):
        words = [Word(term, (better[0],), better[1])]
        asked.shown = re.sub(re.escape(term), better[0], fold(asked.shown))
        asked.said = _("没有“%(word)s”，按“%(better)s”查找。") % {"word": term, "better": better[0]}
    elif words := initials(term):
        asked.said = _("按拼音首字母查找“%(word)s”。") % {"word": term}
    if words:
        asked.words += words
        asked.replaced.add(term)


def sounding(term: str) -> list[Word]:
    """The one pair of characters that a word which is found anyway may also stand for."""
    found = spelled(term) or initials(term)
    return found if len(found) == 1 else []


def spelled(term: str) -> list[Word]:
    """Pairs of characters that are read like this: `pingzheng`."""
    syllables = SYLLABLE.findall(term)
    if not LETTERS.fullmatch(term) or "".join(syllables) != term:
        return []
    return all_of([SOUND + a + b for a, b in pairwise(syllables)])


def initials(term: str) -> list[Word]:
    """Pairs of characters whose readings begin like this: `pz`, `pzmb`."""
    if not LETTERS.fullmatch(term) or len(term) > MOST_INITIALS:
        return []
    return all_of([SOUND + a + b for a, b in pairwise(term)])


def all_of(pairs: list[str]) -> list[Word]:
    """Words for these sounds if each of them is found, else none."""
    found = counts(pairs)
    return [Word(pair, (pair,), found[pair]) for pair in dict.fromkeys(pairs)] if len(found) == len(set(pairs)) else []
