"""A list on its page. A room's list view is one call of `grid_page`; the page is whole without scripts.

    def customers(request):
        return grid_page(request, CUSTOMERS, template="organizations/workbench/customers.html", may_edit=…)

The template extends `grid/page.html` (staff) or `grid/portal.html`. Blocks: `title`, `heading`, `actions` as everywhere; `grid_before` (tabs),
`grid` (put it between things of your own with {{ block.super }}, such as a pane), `grid_after`. Context: `tools_template` (buttons beside the query),
`nothing`, `nothing_word`, `nothing_url`, `nothing_picture` (what an empty list says).
Scripts ask the same address with `part=grid` (the list alone), `part=group` (what stands in the group at `path`), `part=row` with `row=<pk>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from json import dumps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from shouhou.foundation.access import can
from shouhou.foundation.grid.asking import Asking
from shouhou.foundation.grid.conditions import OPERATORS
from shouhou.foundation.grid.declaring import Grid
from shouhou.foundation.grid.drawing import Drawing
from shouhou.foundation.grid.finding import Page, page
from shouhou.foundation.grid.places import Place
from shouhou.foundation.grid.unreadable import Unreadable
from shouhou.foundation.grid.views import opening
from shouhou.foundation.grid.wording import chips, counted, described, from_form, levels, trail
from shouhou.foundation.kit.text import number_in


def grid_page(request: HttpRequest, grid: Grid, *, template: str = "grid/page.html", keep: tuple[str, ...] = (),
              rows_attributes: Mapping[str, str] | None = None, row_class: Callable[[dict[str, Any]], str] | None = None,
              **context: Any) -> HttpResponse:
    """The page of a list, or the part of it a script asks for.

    `keep`: names of the page's own in the address, which every link keeps. `rows_attributes` stand on the `<tbody>` (`data-live`).
    `row_class(row)` gives classes of a row. An address the list cannot read is said on the page with status 400; to a script it is refused.
    """
    user, part = request.user, request.GET.get("part", "")
    own = {name: request.GET[name] for name in keep if name in request.GET}
    grid = grid.within(own)
    refused: Unreadable | None = None
    try:
        asking = asked(request, grid)
        drawing = Drawing(Place(asking, own), user, picks_rows(grid, user), row_class)
        if part == "group":
            return HttpResponse(drawing.inside(asking.path, asking.after))
        if part == "row":
            return one_row(request, drawing)
        found = drawing.level(asking.path, asking.size, asking.after, asking.before)
    except Unreadable as no:
        if part:
            raise
        refused, asking = no, Asking.of(grid)
        drawing = Drawing(Place(asking, own), user, picks_rows(grid, user), row_class)
        found = drawing.level((), asking.size)
    if "fc" in request.GET and not part and refused is None:
        return HttpResponseRedirect(request.path + drawing.place.to())
    place, columns = drawing.place, described(drawing.place, drawing)
    has_rows = bool(found.rows if isinstance(found, Page) else found.items)
    layout = {"sort": asking.sort, "groups": asking.groups, "columns": asking.columns, "widths": dict(asking.widths), "merged": asking.merged}
    return render(request, "grid/_grid.html" if part == "grid" else template, {
        **context, "grid": grid, "asking": asking, "place": place, "found": found, "refused": refused, "has_rows": has_rows,
        "is_narrowed": bool(asking.words or asking.conditions), "all_url": place.to(words="", conditions=()),
        "heads": drawing.heads(), "body": drawing.body(found, asking.path), "rows_attributes": attributes(rows_attributes or {}),
        "chips": chips(place, drawing), "levels": levels(place), "trail": trail(place, drawing), "whole_url": place.to(path=()),
        "columns": columns, "columns_json": json(columns), "operators": list(OPERATORS.items()), "sorts": sorts(place), "state": json(layout),
        "words_fields": place.fields("q"), "conditions_fields": place.fields("c"), "address": place.to(),
        "layout_url": layout_url(grid.key), "pager": pager(place, found), "tools": {name: exists(f"grid/_{name}.html") for name in ("export", "views", "bulk")},
        "picks": drawing.picks, "is_sized": bool(asking.widths),
    }, status=refused.status if refused else 200)


def json(found: Any) -> str:
    """For the scripts of the page, in an attribute."""
    return dumps(found, ensure_ascii=False, separators=(",", ":"))


def asked(request: HttpRequest, grid: Grid) -> Asking:
    """What this request asks of the list. Raises `Unreadable`."""
    if (opened := opening(request, grid)) is not None:
        return opened
    asking = Asking.read(grid, request.user, request.GET)
    return from_form(asking, request.user, request.GET) if "fc" in request.GET else asking


def one_row(request: HttpRequest, drawing: Drawing) -> HttpResponse:
    """One row as it stands in the list now; empty when it is not in it (any more)."""
    wanted = request.GET.get("row", "")
    asking, grid = drawing.place.asking, drawing.place.grid
    if number_in(wanted) is None:
        raise Unreadable(_("“%s”不是一行。") % wanted[:60])
    found = page(replace(grid, rows=lambda user: grid.rows(user).filter(pk=wanted)), request.user, asking.change(size=1, groups=()))
    return HttpResponse(drawing.rows(found.rows))


def pager(place: Place, found: Any) -> dict[str, str]:
    if isinstance(found, Page):
        before = place.to(before=found.before, after="") if found.before else ""
        after = place.to(after=found.after, before="") if found.after else ""
    else:
        before = place.to(after="") if place.asking.after else ""
        after = place.to(after=found.after) if found.after else ""
    return {"previous_url": before, "next_url": after, "count_text": counted(found)}


def sorts(place: Place) -> list[tuple[str, str, bool]]:
    """What a phone, which has no heads, can sort by: (word, address, whether it is so now)."""
    return [(f"{c.label} {arrow}", place.to(sort=(sign + c.key,)), place.asking.sort[:1] == (sign + c.key,))
            for c in place.grid.columns if c.is_shown for sign, arrow in (("", "↑"), ("-", "↓"))]


def attributes(given: Mapping[str, str]) -> str:
    return format_html_join("", ' {}="{}"', given.items())


def picks_rows(grid: Grid, user: Any) -> bool:
    """Whether rows can be chosen by a box: when this person can do something with many at once."""
    return bool(grid.editable(lambda capability: can(user, capability)))


def layout_url(key: str) -> str:
    """Where the layout of a list is kept; empty when it is not."""
    try:
        return reverse("grid_layout", args=[key])
    except NoReverseMatch:
        return ""


@cache
def exists(template: str) -> bool:
    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return True
