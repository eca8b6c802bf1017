"""The conditions of a list as its address names them: kind, product, state, month, words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation import search
from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.text import number_in
from shouhou.registry.products.models import Product
from shouhou.support.tickets.addresses import address
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Term

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z")
LONGEST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in force and the address without it."""

    label: str
    url: str


@dataclass(slots=True)
class Narrowing:
    """What a list is asked to show."""

    words: str = ""
    kind: int | None = None
    product: int | None = None
    state: str = ""
    month: str = ""
    since: date | None = None
    until: date | None = None
    asked: QueryDict = field(default_factory=QueryDict)

    @property
    def is_any(self) -> bool:
        return bool(self.words or self.state or self.month or self.since or self.until) or self.kind is not None or self.product is not None

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that meet every condition."""
        if self.kind is not None:
            rows = rows.filter(kind_id=self.kind or None)
        if self.product is not None:
            rows = rows.filter(product_id=self.product or None)
        if self.state:
            rows = rows.filter(state=self.state)
        month = month_of(self.month) if self.month else (None, None)
        for begin, end in (month, (self.since, self.until and self.until + timedelta(days=1))):
            rows = rows.filter(created_at__gte=midnight(begin)) if begin else rows
            rows = rows.filter(created_at__lt=midnight(end)) if end else rows
        return search.matching(rows, "ticket", self.words) if self.words else rows

    def chips(self, user: User, path: str, rows: list[Any]) -> list[Chip]:
        """The conditions in force. Names come from the rows shown; only an empty list asks the database for them."""
        found = []

        def chip(name: str, label: str) -> None:
            found.append(Chip(label, address(self.asked, path, drop=name)))

        if self.words:
            chip("q", _("关键字：%s") % self.words)
        if self.kind is not None:
            chip("kind", _("问题类型：%s") % self._name(
                self.kind, rows, "kind", lambda pk: Term.objects.filter(pk=pk, vocabulary=Term.Vocabulary.KIND)))
        if self.product is not None:
            chip("product", _("产品：%s") % self._name(
                self.product, rows, "product", lambda pk: Product.objects.visible_to(user).filter(pk=pk)))
        if self.state:
            chip("state", _("状态：%s") % State(self.state).label)
        if self.month:
            chip("month", _("提交月份：%s") % self.month)
        if self.since:
            chip("since", _("提交日期从 %s 起") % self.since)
        if self.until:
            chip("until", _("提交日期到 %s 止") % self.until)
        return found

    @staticmethod
    def _name(pk: int, rows: list[Any], part: str, find: Callable[[int], QuerySet[Any]]) -> str:
        if not pk:
            return str(_("未填写"))
        known = getattr(rows[0], part) if rows else find(pk).first()
        return str(known or _("（不存在）"))


def narrowing(asked: QueryDict) -> Narrowing:
    """Read the conditions of an address; what cannot be a condition is passed over."""
    state, month = asked.get("state", ""), asked.get("month", "")
    return Narrowing(
        words=" ".join(asked.get("q", "").replace("\0", " ").split())[:LONGEST_WORDS],
        kind=number_in(asked.get("kind", "")), product=number_in(asked.get("product", "")),
        state=state if state in State.values else "", month=month if MONTH.match(month) else "",
        since=day(asked.get("since", "")), until=day(asked.get("until", "")), asked=asked)


def day(text: str) -> date | None:
    """A day as `2026-11-23`; None for anything else."""
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found and 2000 <= found.year <= 2100 else None


def month_of(text: str) -> tuple[date, date]:
    """The first day of a month `2026-11` and of the next one."""
    first = date(int(text[:4]), int(text[5:7]), 1)
    return first, (first + timedelta(days=31)).replace(day=1)


def midnight(when: date) -> datetime:
    """The beginning of a day where we live."""
    return timezone.make_aware(datetime(when.year, when.month, when.day))
