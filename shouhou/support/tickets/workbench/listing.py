"""The lists of the desk: queues by tab, narrowed by conditions, searched by words."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from shouhou.foundation import search
from shouhou.foundation.access import can, holders
from shouhou.foundation.accounts.models import User
from shouhou.foundation.grid import grid_page, the
from shouhou.foundation.grid.views import OURS
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product
from shouhou.support.tickets.actions.ask import SERIES
from shouhou.support.tickets.lifecycle import OPEN, State
from shouhou.support.tickets.models import Term, Ticket
from shouhou.support.tickets.workbench.narrowing import Narrowing, narrowing
from shouhou.support.tickets.workbench.paging import Page, ordered, place, turned
from shouhou.support.tickets.workbench.queues import KINDS, TABS, Tab, counts, narrowed, page_ids, word_ids
from shouhou.support.tickets.workbench.rows import Line, Writer, lines

SIZE, WIDTH = 50, 9
OWN = ("list", "tab", "state", "product", "kind", "urgency", "consultant", "customer")
"""The names of the desk's own in its addresses; `list` says that it is asked as a grid."""
GRIDS_OWN = OURS - {"q", "after", "before"} | {"list", "view"}
NUMBER = re.compile(r"[A-Za-z]{1,6}\d{3,12}\Z")
EMPTY = {
    "waiting": gettext_lazy("没有等待接单的问题。新问题会自动出现在这里。"), "mine": gettext_lazy("您名下没有未完成的问题。可以到“待接单”接单。"),
    "overdue": gettext_lazy("没有超过预计处理日期的问题。"), "open": gettext_lazy("没有未完成的问题。"),
    "done": gettext_lazy("还没有处理完成的问题。"), "all": gettext_lazy("还没有问题单。"),
}


@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """A queue. A number typed into the search leads to the question itself."""
    user: Any = request.user
    wanted = narrowing(request.GET)
    if number := number_in(wanted.words):
        exact = Ticket.objects.visible_to(user).filter(number=number).values_list("number", flat=True).first()
        if exact:
            return HttpResponseRedirect(reverse("desk-ticket", args=[exact]))
    tab = TABS.get(request.GET.get("tab", ""), TABS["all"] if wanted.is_any else TABS["waiting"])
    path = reverse("desk-tickets")
    if asks_grid(request):
        return as_grid(request, tab, path)
    page = found(user, tab, wanted, path)
    is_live = tab.key in {"waiting", "open", "all"} and not wanted.is_any and not page.previous_url
    return render(request, "tickets/workbench/list.html", {
        "tab": tab, "path": path, "page": page, "wanted": wanted, "chips": wanted.chips(user, path, page.lines), "rows": Writer().rows(page.lines),
        "tabs": tab_links(user, tab, path), "heads": heads(tab, request.GET, path),
        "address": as_address(tab, request.GET), "nothing": EMPTY[tab.key], "is_live": is_live, "query": request.GET.urlencode(),
        "hidden": [(name, value) for name, value in request.GET.items() if name not in {"q", "after", "before"}]})


def asks_grid(request: HttpRequest) -> bool:
    """Whether the address asks what only the grid answers: order, groups, columns, conditions, wildcards, a view."""
    return bool(GRIDS_OWN & request.GET.keys()) or "*" in request.GET.get("q", "")


def as_grid(request: HttpRequest, tab: Tab, path: str) -> HttpResponse:
    """The queue as a grid. Each of its links says so, or a page without an order would lead back to the plain queue."""
    asked = request.GET.copy()
    asked["list"], asked["tab"] = "1", tab.key
    request.GET = asked  # type: ignore[assignment]
    return grid_page(request, the("tickets"), template="tickets/workbench/grid.html", keep=OWN, tab=tab, path=path, row_class=lateness,
                     tabs=tab_links(request.user, tab, path, "&list=1"))  # type: ignore[arg-type]


def lateness(row: dict[str, Any]) -> str:
    is_late = row.get("promised") is not None and row["state"] in OPEN and row["promised"] < timezone.localdate()
    return "late" if is_late else ""


def number_in(words: str) -> str:
    """The number of a question that was typed, with its letters or, when it cannot be anything else, without; else ""."""
    if NUMBER.match(words):
        return words.upper()
    is_bare = words.isascii() and words.isdigit() and (words.startswith("0") or len(words) >= 6) and len(words) <= WIDTH
    return SERIES + words.zfill(WIDTH) if is_bare else ""


def found(user: User, tab: Tab, wanted: Narrowing, path: str, size: int = SIZE) -> Page:
    """The page of a queue that an address asks for: one statement."""
    where, states = place(wanted.asked, tab), wanted.states(tab.states)
    if states is None:
        return Page([], "", "", "")
    rows: QuerySet[Any] = Ticket.objects.visible_to(user)
    if wanted.words:
        ids = word_ids(user, tab, wanted.words, size=size + 1, place=where, filters=wanted.filters, states=states)
    else:
        ids = page_ids(user, tab, size=size + 1, place=where, filters=wanted.filters, states=states)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    else:
        rows = narrowed(rows.filter(**wanted.filters), tab, user, states)
        if wanted.words:
            rows = search.matching(rows, list(KINDS), wanted.words)
    return turned(lines(ordered(rows, tab, where, size, is_cut=ids is not None, by_id=bool(wanted.words))), tab, where, wanted.asked, path, size)


def tab_links(user: User, chosen: Tab, path: str, more: str = "") -> SafeString:
    """The heads of the tabs, with counts where counting is cheap; `more` stands at the end of their addresses."""
    known = counts(user)
    may_accept = can(user, "tickets.handle")
    return format_html('<nav class="tabs" aria-label="{}">{}</nav>', _("队列"), format_html_join("", '<a href="{}?tab={}{}"{}>{}{}</a>', (
        (path, tab.key, more, SafeString(' aria-current="page"') if tab is chosen else "", tab.label, _count(tab, known.get(tab.key)))
        for tab in TABS.values() if may_accept or not tab.is_mine)))


HEADS = ("number", "title", "customer", "product", "kind", "urgency", "state", "consultant", "promised", "created")


def as_address(tab: Tab, asked: QueryDict) -> str:
    """The conditions of this queue as an address of the grid."""
    own = {name: asked[name] for name in OWN if name in asked}
    return "?" + urlencode({**own, "tab": tab.key, "list": "1"})


def heads(tab: Tab, asked: QueryDict, path: str) -> SafeString:
    """The heads of the table; each sorts, which makes the queue a grid."""
    address, columns = path + as_address(tab, asked), the("tickets").by_key
    found = format_html_join("", '<th data-key="{}"><a href="{}&amp;sort={}">{}</a></th>', (
        (key, address, key, columns[key].label) for key in HEADS))
    return format_html("<tr>{}</tr>", found)


def _count(tab: Tab, count: int | None) -> SafeString:
    if count is None:
        return SafeString("")
    live = SafeString(' data-live="tickets.queue" data-live-count') if tab.key == "waiting" else ""
    return format_html('<span class="count"{}{}>{}</span>', live, "" if count else SafeString(" hidden"), count if count < 1000 else "999+")


@require_GET
def conditions(request: HttpRequest) -> HttpResponse:
    """The conditions one may choose: put into the list by the browser, or a page of its own."""
    user: Any = request.user
    wanted = narrowing(request.GET)
    terms = list(Term.objects.filter(vocabulary__in=[Term.Vocabulary.KIND, Term.Vocabulary.URGENCY]))
    tab = TABS.get(request.GET.get("tab", ""), TABS["all"])
    choices = [
        ("state", _("全部状态"), [(s.value, s.label) for s in State if not tab.states or s.value in tab.states], wanted.state),
        ("kind", _("全部类型"), [(t.pk, t.label) for t in terms if t.vocabulary == Term.Vocabulary.KIND], wanted.ids.get("kind")),
        ("urgency", _("全部紧急程度"), [(t.pk, t.label) for t in terms if t.vocabulary == Term.Vocabulary.URGENCY], wanted.ids.get("urgency")),
        ("product", _("全部产品"), Product.objects.visible_to(user).values_list("pk", "name"), wanted.ids.get("product")),
        ("consultant", _("全部顾问"), holders("tickets.handle").order_by("sort_key", "pk").values_list("pk", "name"), wanted.ids.get("consultant")),
        ("customer", _("全部客户"), customers(user, wanted), wanted.ids.get("customer")),
    ]
    return render(request, "tickets/workbench/conditions.html" + ("#form" if request.headers.get("HX-Request") else ""), {
        "wanted": wanted, "tab": tab, "path": reverse("desk-tickets"), "choices": choices})


MOST_CUSTOMERS = 500


def customers(user: User, wanted: Narrowing) -> list[tuple[int, str]]:
    """The companies to choose from in the order of their names; of a very long list its beginning and the one chosen."""
    rows = Organization.objects.visible_to(user).filter(kind=Organization.Kind.CUSTOMER)
    known = list(rows.order_by("sort_key").values_list("pk", "name")[:MOST_CUSTOMERS])
    chosen = wanted.ids.get("customer")
    if chosen and all(pk != chosen for pk, _name in known):
        known += list(rows.filter(pk=chosen).values_list("pk", "name"))
    return known


def line_of(ticket_id: int) -> Line | None:
    """The line of one question, whoever may see it: for pushes whose readers are chosen by topic."""
    return next(iter(lines(Ticket.objects.filter(pk=ticket_id))), None)
