"""我的服务: 正在处理, 处理完成, and both together."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouhou.foundation import search
from shouhou.foundation.grid import grid_page, the
from shouhou.foundation.grid.views import OURS
from shouhou.registry.products.models import Product
from shouhou.support.tickets.lifecycle import DONE, OPEN, State
from shouhou.support.tickets.models import Term, Ticket
from shouhou.support.tickets.portal.counting import remember, with_open_count
from shouhou.support.tickets.portal.narrowing import narrowing
from shouhou.support.tickets.portal.paging import turned

SIZE = 25
OWN = ("list", "which", "kind", "product", "state", "month", "since", "until")
"""The names of the lists' own in their addresses; `list` says that one is asked as a grid."""
COLUMNS = ("number", "title", "state", "promised_on", "resolved_at", "closed_at", "created_at", "handling_count", "waits_for_staff",
           "product__name", "kind__label", "assignee__name")


def for_list(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With what a line of a customer's list shows, and nothing else."""
    return rows.select_related("product", "kind", "assignee").only(*COLUMNS)


def _listed(request: HttpRequest, which: str, rows: QuerySet[Any], *, heading: str, nothing: str) -> HttpResponse:
    path = reverse(f"tickets-{which}")
    if (OURS - {"q", "after", "before"} | {"list", "view"}) & request.GET.keys() or "*" in request.GET.get("q", ""):
        asked = request.GET.copy()
        asked["list"], asked["which"] = "1", which
        request.GET = asked  # type: ignore[assignment]
        return grid_page(request, the("my_tickets"), template="tickets/portal/grid.html", keep=OWN, heading=heading, path=path)
    wanted = narrowing(request.GET)
    page = turned(with_open_count(for_list(wanted.apply(rows)), request.user), request.GET, path, size=SIZE)  # type: ignore[arg-type]
    remember(page.rows, request.user)  # type: ignore[arg-type]
    if wanted.words:
        for row in page.rows:
            row.marked = search.highlight(row.title, wanted.words)
    return render(request, "tickets/portal/list.html", {
        "which": which, "path": path, "heading": heading, "nothing": nothing, "page": page, "wanted": wanted,
        "chips": wanted.chips(request.user, path, page.rows), "grid_url": grid_url(request, path), "query": request.GET.urlencode(),  # type: ignore[arg-type]
        "hidden": [(name, value) for name, value in request.GET.items() if name not in {"q", "after", "before"}]})


def grid_url(request: HttpRequest, path: str) -> str:
    """This list with its conditions, as a grid."""
    return f"{path}?" + urlencode({**{name: request.GET[name] for name in OWN if name in request.GET}, "list": "1"})


@require_safe
def open_list(request: HttpRequest) -> HttpResponse:
    """正在处理: waiting for acceptance or being worked on."""
    return _listed(request, "open", Ticket.objects.visible_to(request.user).open(), heading=_("正在处理"),
                   nothing=_("现在没有正在处理的问题。遇到问题时，随时告诉我们。"))


@require_safe
def done_list(request: HttpRequest) -> HttpResponse:
    """处理完成: with the result to read."""
    return _listed(request, "done", Ticket.objects.visible_to(request.user).done(), heading=_("处理完成"),
                   nothing=_("还没有处理完成的问题。问题处理完成后，您可以在这里查看处理结果。"))


@require_safe
def all_list(request: HttpRequest) -> HttpResponse:
    """Every question this person may see: where charts lead to."""
    return _listed(request, "all", Ticket.objects.visible_to(request.user), heading=_("全部问题"),
                   nothing=_("还没有提过问题。遇到问题时，随时告诉我们。"))


@require_safe
def conditions(request: HttpRequest, which: str) -> HttpResponse:
    """The conditions one may choose for a list: put into the list by the browser, or a page of its own."""
    if which not in {"open", "done", "all"}:
        raise Http404
    states = {"open": OPEN, "done": DONE}.get(which, tuple(State))
    return render(request, "tickets/portal/conditions.html" + ("#form" if request.headers.get("HX-Request") else ""), {
        "which": which, "path": reverse(f"tickets-{which}"), "wanted": narrowing(request.GET),
        "kinds": Term.objects.filter(vocabulary=Term.Vocabulary.KIND), "products": Product.objects.visible_to(request.user),
        "states": [(s.value, s.label) for s in states]})
