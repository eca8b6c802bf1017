"""What a document is ranked by: its terms, how often they stand in the title and in the text, and how well that fits.

Terms are the overlapping pairs of characters, single characters that stand alone, words, and codes (`gl-0012`) as one. Terms that
only help to find, and are not counted: the last character of a run (for a search of one character), and how the title sounds
(`~pz`, `~pingzheng` for every pair 凭证).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from shouhou.foundation.search.tokens import FIRST_CJK, LONGEST_WORD, RUN, fold

CODE = re.compile(r"(?<![a-z0-9])(?=[a-z_-]*[0-9])[a-z0-9]+(?:[-_][a-z0-9]+)+")
SOUND = "~"
TITLE, BODY, UNTITLED = 4.0, 1.0, 2.0
"""Weights of a word in the title, in the text, and in the text of a document that has no title."""
TITLE_LENGTH, BODY_LENGTH, SATURATION = 0.5, 0.7, 1.5
"""BM25F's b of each field and its k: how much length counts, and how soon one more occurrence adds nothing."""
SCALE = 100
"""An impact is kept as a byte: hundredths, at most 1 + k."""
FAINT = round(0.4 * SCALE)
"""The impact of a last character."""
HEARD = round(1.6 * SCALE)
"""The impact of how a title sounds."""


def terms_of(folded: str) -> list[str]:
    """The counted terms of a folded text, in order."""
    found: list[str] = []
    for run in RUN.findall(folded):
        if len(run) > 1 and FIRST_CJK.match(run):
            found += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            found.append(run[:LONGEST_WORD])
    if "-" in folded or "_" in folded:
        found += [code[:LONGEST_WORD] for code in CODE.findall(folded)]
    return found


def last_characters(folded: str) -> set[str]:
    return {run[-1] for run in RUN.findall(folded) if len(run) > 1 and FIRST_CJK.match(run)}


@lru_cache(20_000)
def sounds(run: str) -> tuple[str, ...]:
    """How the pairs of a run of Chinese characters sound: initials and whole syllables."""
    from pypinyin import Style, lazy_pinyin  # 50 MB, for those processes only that rank

    syllables = [s for s in lazy_pinyin(run, style=Style.NORMAL, errors="ignore") if s.isascii() and s.isalpha()]
    pairs = list(pairwise(syllables))
    return tuple(dict.fromkeys([SOUND + a[0] + b[0] for a, b in pairs] + [SOUND + a + b for a, b in pairs]))


class Weighed:
    """A document taken apart: `counts` of its terms in the title (keywords among them) and in the text, and both lengths."""

    __slots__ = ("body", "body_length", "faint", "title", "title_length")

    def __init__(self, title: str, body: str, keywords: str = "") -> None:
        title, body, keywords = fold(title), fold(body), fold(keywords)
        heading = terms_of(title)
        words = terms_of(body)
        self.title_length, self.body_length = len(heading), len(words)
        self.title = Counter(heading + terms_of(keywords))
        self.body = Counter(words)
        self.faint = dict.fromkeys(last_characters(title) | last_characters(body), FAINT)
        for run in RUN.findall(f"{title} {keywords}"):
            if len(run) > 1 and FIRST_CJK.match(run):
                self.faint.update(dict.fromkeys(sounds(run), HEARD))

    def impacts(self, title_mean: float, body_mean: float) -> dict[str, int]:
        """Term → what one occurrence in a query is worth, before the term's rarity; in `SCALE`ths."""
        in_title = TITLE / (1 - TITLE_LENGTH + TITLE_LENGTH * self.title_length / title_mean)
        in_body = (BODY if self.title_length else UNTITLED) / (1 - BODY_LENGTH + BODY_LENGTH * self.body_length / body_mean)
        found = dict(self.faint)
        body = self.body
        for term, count in body.items():
            amount = in_body * count
            found[term] = round(SCALE * amount * (SATURATION + 1) / (amount + SATURATION)) or 1
        for term, count in self.title.items():
            amount = in_title * count + in_body * body.get(term, 0)
            found[term] = round(SCALE * amount * (SATURATION + 1) / (amount + SATURATION)) or 1
        return found
