"""Times as other systems write them."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
UNKNOWN = {"", "?", "-", "--", "n/a", "na", "null", "none", "unknown", "无", "未知", "nan"}
CLOCK = r"(?:[ T]+(上午|下午)?\s*(\d{1,2})[:时](\d{2})(?:[:分](\d{2})?(?:\.\d+)?秒?)?)?"
YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?" + CLOCK + r"\Z")
DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + CLOCK + r"\Z")
FIRST_YEAR, LAST_YEAR = 1900, 2200


def is_unknown(text: str) -> bool:
    """Whether a cell says that nothing is known."""
    return text.strip().lower() in UNKNOWN


def parse(text: str) -> datetime | None:
    """A time with its zone (Asia/Shanghai when none is written); None for an unknown one.

    Reads 2018-01-23T08:15:42Z, 2023-08-28 11:53:23, 2023/8/28, 2023年8月28日, 2023/8/28 下午 3:05, 29-02-2016 01:16 (day first).
    Raises ValueError for what is no time, and for years before 1900 or after 2200.
    """
    text = text.strip()
    if is_unknown(text):
        return None
    if found := YEAR_FIRST.match(text):
        year, month, day = (int(part) for part in found.groups()[:3])
        moment = datetime(year, month, day, *_clock(*found.groups()[3:]), tzinfo=HERE)
    elif found := DAY_FIRST.match(text):
        day, month, year = (int(part) for part in found.groups()[:3])
        moment = datetime(year, month, day, *_clock(*found.groups()[3:]), tzinfo=HERE)
    else:
        moment = datetime.fromisoformat(text)
        if not moment.tzinfo:
            moment = moment.replace(tzinfo=HERE)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"year {moment.year} is out of range")
    return moment


def _clock(half: str | None, hour: str | None, minute: str | None, second: str | None) -> tuple[int, int, int]:
    """Hour, minute, second; 下午 3 is 15, 上午 12 is 0."""
    hours = int(hour or 0)
    if half and not 1 <= hours <= 12:
        raise ValueError(f"no such hour: {half} {hours}")
    if half:
        hours = hours % 12 + (12 if half == "下午" else 0)
    return hours, int(minute or 0), int(second or 0)
