"""What a person typed, as a value of the column's kind; and a value, as the address says it."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from shouhou.foundation.grid.declaring import Column
from shouhou.foundation.grid.unreadable import Unreadable

LONGEST = 200
"""Characters of one value."""
LARGEST = Decimal(10) ** 15
FIRST, LAST = date(1, 1, 3), date(9999, 12, 29)
"""Days that are days in every time zone."""
DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.A)
MINUTE = re.compile(DAY.pattern + r"[ T](\d{1,2}):(\d{2})(?::(\d{2}))?", re.A)
NUMBER = re.compile(r"[-+]?[\d,]*\.?\d*", re.A)
YES, NO = {"1", "true", "yes", "是", "有"}, {"0", "false", "no", "否", "无"}


def refuse(column: Column, text: str) -> Unreadable:
    return Unreadable(_("“%(column)s”不能是“%(value)s”。") % {"column": column.label, "value": text[:60]})


def plain(text: str, most: int = LONGEST) -> str:
    """Refuses what no value can hold: NUL, lone surrogates, endless text."""
    if len(text) > most:
        raise Unreadable(_("查询内容太长，最多 %(most)s 个字。") % {"most": most})
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text):
        raise Unreadable(_("查询内容里有不能识别的字符。"))
    return text


def parse(column: Column, text: str, user: Any) -> Any:
    """The value: str, Decimal, date, datetime (aware), bool, or one of the choices. Raises `Unreadable`."""
    text = plain(text).strip()
    match column.kind:
        case "number" | "money":
            return number(column, text)
        case "date":
            return day(column, text)
        case "moment":
            return moment(column, text)
        case "flag":
            return flag(column, text)
        case "choice":
            return choice(column, text, user)
    return text


def number(column: Column, text: str) -> Decimal:
    if not text or not NUMBER.fullmatch(text):
        raise refuse(column, text)
    try:
        found = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise refuse(column, text) from None
    if abs(found) >= LARGEST:
        raise refuse(column, text)
    return found


def day(column: Column, text: str) -> date:
    if found := DAY.fullmatch(text):
        try:
            typed = date(*map(int, found.groups()))
        except ValueError:
            raise refuse(column, text) from None
        if FIRST <= typed <= LAST:
            return typed
    raise refuse(column, text)


def moment(column: Column, text: str) -> date | datetime:
    """A day, or a minute of the house's time zone."""
    if found := MINUTE.fullmatch(text):
        try:
            year, month, of_month, hour, minute, second = (int(part or 0) for part in found.groups())
            typed = datetime(year, month, of_month, hour, minute, second)
        except (ValueError, OverflowError):
            raise refuse(column, text) from None
        if FIRST <= typed.date() <= LAST:
            return make_aware(typed, timezone.get_default_timezone())
        raise refuse(column, text)
    return day(column, text)


def flag(column: Column, text: str) -> bool:
    if text.casefold() in YES:
        return True
    if text.casefold() in NO:
        return False
    raise refuse(column, text)


def choice(column: Column, text: str, user: Any) -> Any:
    """The choice whose value, else whose word, this is."""
    assert column.choices is not None
    choices = column.choices(user)
    for value, _label in choices:
        if str(value) == text:
            return value
    for value, label in choices:
        if str(label) == text:
            return value
    raise refuse(column, text)


def written(value: Any) -> str:
    """A value of a group or condition as the address has it; `parse` reads it back."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return timezone.localtime(value, timezone.get_default_timezone()).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
