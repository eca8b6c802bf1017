"""Chinese telephone numbers."""

from __future__ import annotations

import re

PHONE = re.compile(r"(\+?86[- ]?)?1[3-9]\d{9}|0\d{2,3}-?[2-9]\d{6,7}(-\d{1,6})?|[48]00\d{7}|95\d{3,6}")


def is_phone(text: str) -> bool:
    """A mobile, a land line with area code, a 400/800 or a 95 number."""
    return bool(PHONE.fullmatch(re.sub(r"[ ()（）]", "", text).replace("－", "-")) or PHONE.fullmatch(re.sub(r"[^\d]", "", text)))
