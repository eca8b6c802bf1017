"""Text as people type it, made comparable and safe."""

from __future__ import annotations

import html
import re
import unicodedata

TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
BLOCK_END = re.compile(r"</(p|div|li|h[1-6]|tr|blockquote|pre)>|<br\s*/?>", re.I)
CELL_END = re.compile(r"</t[dh]>", re.I)


def normal_key(text: str) -> str:
    """A key under which spellings of one name meet: NFKC, case folded, without outer and double spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def one_line(text: str) -> str:
    """A line of printable characters without outer and double spaces; fit for a header of a mail too (security row 89)."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def number_in(text: str) -> int | None:
    """A row's id as an address or a form gives it: plain digits that a database takes. None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def plain_text(markup: str) -> str:
    """The words of cleaned HTML, a line for each block; cells of a row are parted by a space."""
    lines = html.unescape(TAG.sub("", CELL_END.sub(" ", BLOCK_END.sub("\n", markup)))).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
