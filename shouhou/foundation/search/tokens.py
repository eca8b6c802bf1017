"""Text into tokens, for documents and for queries; the same rule for both.

Folded by NFKC, case, and traditional to simplified characters. A run of Chinese (or Japanese, Korean) gives its overlapping pairs
and, alone, its last character: so `凭证模板` is 凭证 证模 模板 板, a query of two or more characters is a phrase of pairs, and one
character is a prefix. Other letters and digits give words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from shouhou.foundation.search.traditional import simple

CJK = "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
RUN = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
FIRST_CJK = re.compile(rf"[{CJK}]")
LONGEST_WORD, MOST_PHRASES, LONGEST_QUERY = 64, 12, 200


def fold(text: str) -> str:
    """NFKC, case and script: full width meets half width, capitals meet small letters, 憑證 meets 凭证."""
    return unicodedata.normalize("NFKC", text).casefold().translate(simple())


def of_text(text: str) -> list[str]:
    """The tokens of a document, in order."""
    found: list[str] = []
    for run in RUN.findall(fold(text)):
        if FIRST_CJK.match(run):
            found += [run[i : i + 2] for i in range(len(run) - 1)]
            found.append(run[-1])
        else:
            found.append(run[:LONGEST_WORD])
    return found


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that must stand side by side; the last may be only a beginning."""

    tokens: tuple[str, ...]
    is_open: bool


def of_query(query: str) -> list[Phrase]:
    """The phrases of a query, one for each part between spaces; all must be found."""
    phrases = []
    for part in fold(query[:LONGEST_QUERY]).split()[:MOST_PHRASES]:
        runs = RUN.findall(part)
        tokens: list[str] = []
        is_open = False
        for place, run in enumerate(runs):
            is_last = place == len(runs) - 1
            if FIRST_CJK.match(run):
                tokens += [run[i : i + 2] for i in range(len(run) - 1)]
                if not is_last or len(run) == 1:
                    tokens.append(run[-1])
                is_open = is_last and len(run) == 1
            else:
                tokens.append(run[:LONGEST_WORD])
                is_open = is_last
        if tokens:
            phrases.append(Phrase(tuple(tokens), is_open))
    return phrases
