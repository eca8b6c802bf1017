"""A second look at the best candidates: what an index of single terms cannot see.

Three shares, each from 0 to 1: how much of the question's characters the document holds (words that differ by one character still
meet), how much of the title the question speaks of, and how much of the question one sentence answers together with the title.
And a short title rather than a long one: pages are named shortly, their parts at length.
"""

from __future__ import annotations

import re
from math import log2

from shouhou.foundation.search.terms import terms_of
from shouhou.foundation.search.tokens import FIRST_CJK, RUN

SENTENCE = re.compile(r"[。\n!?;]")
CHARACTERS, HEADING, TOGETHER, SHORT = 0.23, 0.2, 0.27, 0.16
"""What the three shares, and a short title, are worth beside the terms' own score, which is 1 when each term is matched once, at mean length."""
MOST_SENTENCES = 120
NO_TITLE, USUAL_TITLE = 0.7, 10
"""What counts as the heading's share, and as the length of the title, where there is none."""


class Question:
    """The terms asked for, with the worth of each."""

    def __init__(self, worth: dict[str, float]) -> None:
        self.worth = worth
        self.total = sum(worth.values()) or 1.0
        self.characters: dict[str, float] = {}
        for term, value in worth.items():
            for piece in term if FIRST_CJK.match(term) else (term,):
                self.characters[piece] = min(value, self.characters.get(piece, value))
        self.all_characters = sum(self.characters.values()) or 1.0

    def more(self, title: str, body: str) -> float:
        """What is added to the terms' own score for a document of this title and this text, both folded."""
        worth, characters = self.worth, self.characters
        held = sum(value for piece, value in characters.items() if piece in title)
        anywhere = sum(value for piece, value in characters.items() if piece in body or piece in title)
        pieces = [piece for run in RUN.findall(title) for piece in (run if FIRST_CJK.match(run) else (run,))]
        heading = sum(piece in characters for piece in pieces) / len(pieces) if pieces else NO_TITLE
        shortness = 1 / log2(2 + (len(pieces) or USUAL_TITLE))
        in_title = {term for term in terms_of(title) if term in worth}
        base = sum(map(worth.__getitem__, in_title))
        open_ = {term: value for term, value in worth.items() if term not in in_title and term in body}
        best = 0.0
        if open_:
            for sentence in SENTENCE.split(body)[:MOST_SENTENCES]:
                amount = 0.0
                for term, value in open_.items():
                    if term in sentence:
                        amount += value
                if amount > best:
                    best = amount
        return (CHARACTERS * (anywhere + held) / (2 * self.all_characters) + HEADING * heading + TOGETHER * (base + best) / self.total
                + SHORT * shortness)
