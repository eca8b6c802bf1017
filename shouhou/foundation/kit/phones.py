"""Chinese telephone numbers."""

from __future__ import annotations

import re
import unicodedata

PHONE = re.compile(r"(?:(?:\+|00)?86)?1[3-9]\d{9}|(?:0|(?:\+|00)86-?0?)[1-9]\d{1,2}[2-9]\d{6,7}(?:x\d{1,6})?"
                   r"|[48]00\d{7}(?:x\d{1,6})?|95\d{3,6}|\+(?!86)[1-9]\d{6,14}", re.A)
EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#)", re.I)
BETWEEN = re.compile(r"[\s()\-‐-―−.·/]")


def is_phone(text: str) -> bool:
    """A mobile, a land line with area code, a 400/800 or a 95 number, or one abroad with its `+`; in any grouping, of any width.

    An extension follows `转`, `分机`, `x`, `#` or a hyphen after the land line. Anything else beside the digits is no number.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    folded = re.sub(r"(?<=\d{7})-(\d{1,6})\Z", r"x\1", folded)
    whole = BETWEEN.sub("", EXTENSION.sub("x", folded, count=1))
    return bool(PHONE.fullmatch(whole))
