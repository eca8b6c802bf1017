"""Sort keys for Chinese names."""

from __future__ import annotations


def sort_key(text: str) -> str:
    """Pinyin of each character, letters without case."""
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(text.casefold()))
