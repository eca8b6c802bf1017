"""A second look at the best candidates: what an index of single terms cannot see.

Three shares, each from 0 to 1: how much of the question's characters the document holds (words that differ by one character still
meet), how much of the title the question speaks of, and how much of the question one sentence answers together with the title.
"""

from __future__ import annotations

import re

from shouhou.foundation.search.terms import terms_of
from shouhou.foundation.search.tokens import FIRST_CJK, RUN

SENTENCE = re.compile(r"[。\n!?;]")
CHARACTERS, HEADING, TOGETHER = 0.3, 0.25, 0.25
"""What the three shares are worth beside the terms' own score, which is 1 when each term is matched once, at mean length."""
MOST_SENTENCES = 120


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
        self.pattern = re.compile("|".join(map(re.escape, sorted(worth, key=len, reverse=True)))) if worth else None

    def shares(self, title: str, body: str) -> tuple[float, float, float]:
        worth, characters = self.worth, self.characters
        held = sum(value for piece, value in characters.items() if piece in title) + 0.0
        anywhere = sum(value for piece, value in characters.items() if piece in body or piece in title)
        pieces = [piece for run in RUN.findall(title) for piece in (run if FIRST_CJK.match(run) else (run,))]
        heading = sum(piece in characters for piece in pieces) / len(pieces) if pieces else NO_TITLE
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
        return (anywhere + held) / (2 * self.all_characters), heading, (base + best) / self.total


NO_TITLE = 0.3
"""What counts as the heading's share of a document that has none."""


def score(base: float, shares: tuple[float, float, float]) -> float:
    """`base` is the terms' score divided by the question's worth."""
    return base + CHARACTERS * shares[0] + HEADING * shares[1] + TOGETHER * shares[2]
