"""Times as other systems write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
UNKNOWN = {"", "?", "-", "--", "n/a", "na", "null", "none", "unknown", "无", "未知", "nan"}
CLOCK = r"(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?" + CLOCK + r"\Z")
DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + CLOCK + r"\Z")


def is_unknown(text: str) -> bool:
    """Whether a cell says that nothing is known."""
    return text.strip().lower() in UNKNOWN


def parse(text: str) -> datetime | None:
    """A time with its zone (Asia/Shanghai when none is written); None for an unknown one.

    Reads 2018-01-23T08:15:42Z, 2023-08-28 11:53:23, 2023/8/28, 2023年8月28日, 29-02-2016 01:16 (day first). Raises ValueError.
    """
    text = text.strip()
    if is_unknown(text):
        return None
    if found := YEAR_FIRST.match(text):
        year, month, day, *clock = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, *clock, tzinfo=HERE)
    if found := DAY_FIRST.match(text):
        day, month, year, *clock = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, *clock, tzinfo=HERE)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=HERE).astimezone(UTC)
