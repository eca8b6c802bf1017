"""The conditions of a queue as its address names them: words, state, product, kind, urgency, consultant, customer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.text import number_in
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product
from shouhou.support.tickets.addresses import address
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Term
from shouhou.support.tickets.workbench.rows import Line

LONGEST_WORDS = 100
COLUMNS = {"product": "product_id", "kind": "kind_id", "urgency": "urgency_id", "consultant": "assignee_id", "customer": "organization_id"}


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in force and the address without it."""

    label: str
    url: str


@dataclass(slots=True)
class Narrowing:
    """What a queue is asked to show. `ids` is name → id for the conditions of COLUMNS."""

    words: str = ""
    state: str = ""
    ids: dict[str, int] = field(default_factory=dict)
    asked: QueryDict = field(default_factory=QueryDict)

    @property
    def is_any(self) -> bool:
        return bool(self.words or self.state or self.ids)

    @property
    def filters(self) -> dict[str, int]:
        """Column → id."""
        return {COLUMNS[name]: value for name, value in self.ids.items()}

    def states(self, of_tab: tuple[str, ...]) -> tuple[str, ...] | None:
        """The states left of a tab's; None when nothing can be left."""
        if not self.state:
            return of_tab
        return (self.state,) if not of_tab or self.state in of_tab else None

    def chips(self, user: User, path: str, shown: list[Line]) -> list[Chip]:
        """The conditions in force. Names come from the lines shown; only an empty page asks the database for them."""
        found = []
        if self.words:
            found.append(Chip(_("关键字：%s") % self.words, address(self.asked, path, drop="q")))
        if self.state:
            found.append(Chip(_("状态：%s") % State(self.state).label, address(self.asked, path, drop="state")))
        names: dict[str, tuple[str, Callable[[Line], str | None], QuerySet[Any]]] = {
            "product": (_("产品：%s"), lambda line: line.product, Product.objects.all()),
            "kind": (_("问题类型：%s"), lambda line: line.kind, Term.objects.filter(vocabulary=Term.Vocabulary.KIND)),
            "urgency": (_("紧急程度：%s"), lambda line: line.urgency, Term.objects.filter(vocabulary=Term.Vocabulary.URGENCY)),
            "consultant": (_("顾问：%s"), lambda line: line.assignee, User.objects.all()),
            "customer": (_("客户：%s"), lambda line: line.company, Organization.objects.visible_to(user)),
        }
        for name, pk in self.ids.items():
            text, of_line, rows = names[name]
            word = of_line(shown[0]) if shown else rows.filter(pk=pk).first()
            found.append(Chip(text % (word or _("（不存在）")), address(self.asked, path, drop=name)))
        return found


def narrowing(asked: QueryDict) -> Narrowing:
    """Read the conditions of an address; what cannot be a condition is passed over."""
    state = asked.get("state", "")
    ids = {name: number for name in COLUMNS if (number := number_in(asked.get(name, ""))) is not None}
    return Narrowing(words=" ".join(asked.get("q", "").replace("\0", " ").split())[:LONGEST_WORDS],
                     state=state if state in State.values else "", ids=ids, asked=asked)
