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


def plain_text(markup: str) -> str:
    """The words of cleaned HTML, a line for each block; cells of a row are parted by a space."""
    lines = html.unescape(TAG.sub("", CELL_END.sub(" ", BLOCK_END.sub("\n", markup)))).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
