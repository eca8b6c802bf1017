"""What goes into which place of a template, as the administrator wrote it: one line for each place, `thing2=标题`.

The places' names come from the template as it was applied for at WeChat; what stands behind them are facts of ours. No telephone
numbers go out: pushes pass through others' servers.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.kit.text import one_line

FACTS = {"单号": "number", "标题": "title", "单位": "company", "处理人": "who", "预计处理": "promised", "处理结果": "result", "产品": "product",
         "事项": "notice", "说明": "text"}
PLACE = re.compile(r"(first|remark|keyword\d{1,2}|[a-z_]{3,20}\d{1,3})\Z")
LIMITS = {"thing": 20, "short_thing": 5, "character_string": 32, "number": 32, "letter": 32, "symbol": 5, "phrase": 5, "name": 10, "const": 20}
"""Characters WeChat takes in a place, by the kind in its name; longer values make it refuse the whole message."""
TELEPHONE = re.compile(r"(?<!\d)(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)|(?<!\d)(0\d{2,3})[\s-]?(\d{7,8})(?!\d)")


def parse(text: str) -> dict[str, str]:
    """Place → fact. Raises `Refused` with a sentence that names the line."""
    found: dict[str, str] = {}
    for line in filter(None, (part.strip() for part in text.replace("＝", "=").splitlines())):
        place, _equals, fact = (piece.strip() for piece in line.partition("="))
        if not PLACE.match(place) or fact not in FACTS:
            raise Refused(_("“%(line)s”不对：每行写“模板里的字段名=内容”，内容可以是 %(facts)s。") % {
                "line": line[:40], "facts": _("、").join(FACTS)})
        found[place] = FACTS[fact]
    if not 1 <= len(found) <= 10:
        raise Refused(_("请写 1 到 10 行。"))
    return found


def masked(text: str) -> str:
    """Telephone numbers without their middle."""
    return TELEPHONE.sub(lambda n: f"{n[1]}****{n[3]}" if n[1] else f"{n[4]}-****{n[5][-3:]}", text)


def fitted(place: str, text: str) -> str:
    """`text` as a place takes it: one line, no telephone number, not too long, not empty."""
    clean = masked(one_line(text)) or "—"
    limit = LIMITS.get(place.rstrip("0123456789"), 200)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def filled(text: str, facts: dict[str, str]) -> dict[str, dict[str, str]]:
    """The `data` of a template message."""
    return {place: {"value": fitted(place, str(facts.get(fact, "")))} for place, fact in parse(text).items()}
