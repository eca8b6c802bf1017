"""What is asked of a list, in words: chips of conditions, groups and the sentence under the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from shouhou.foundation.grid.asking import Asking, checked, max_rows
from shouhou.foundation.grid.conditions import OPERATORS, Condition, operators
from shouhou.foundation.grid.drawing import Drawing
from shouhou.foundation.grid.finding import COUNT_CAP, Page
from shouhou.foundation.grid.grouping import GroupPage
from shouhou.foundation.grid.places import Place

VALUELESS = ("empty", "filled")
MOST_CHOICES = 300
"""Values of a choice that are sent along for the condition form."""


def chips(place: Place, drawing: Drawing) -> list[dict[str, Any]]:
    """`{"join", "label", "url"}` of what narrows the list; `url` drops it."""
    asking, found = place.asking, []
    if asking.words:
        found.append({"join": "", "label": _("含“%s”") % asking.words, "url": place.to(words="")})
    for at, one in enumerate(asking.conditions):
        rest = asking.conditions[:at] + asking.conditions[at + 1:]
        rest = (replace(rest[0], join="and"), *rest[1:]) if rest else ()
        column = place.grid.by_key[one.column]
        value = _("、").join(said(drawing, one.column, part) for part in one.value.split("|")) if one.op == "in" else said(drawing, one.column, one.value)
        label = f"{column.label} {OPERATORS[one.op]}" + ("" if one.op in VALUELESS else f" {value}")
        found.append({"join": one.join.upper() if at else "", "label": label, "url": place.to(conditions=rest)})
    return found


def said(drawing: Drawing, key: str, value: str) -> str:
    """The word of a choice; other values as they were typed."""
    column = drawing.place.grid.by_key[key]
    if column.kind == "flag":
        return {"1": _("是"), "0": _("否")}.get(value, value)
    return next((str(label) for one, label in drawing.words.get(key, {}).items() if str(one) == value), value)


def levels(place: Place) -> list[dict[str, Any]]:
    """The groups of the bar above the table: `{"key", "label", "is_down", "turn", "url"}`; `url` drops the level."""
    names = place.asking.groups
    return [{"key": name.removeprefix("-"), "label": place.grid.by_key[name.removeprefix("-")].label, "is_down": name.startswith("-"),
             "turn": place.to(groups=(*names[:at], name[1:] if name.startswith("-") else f"-{name}", *names[at + 1:])),
             "url": place.to(groups=(*names[:at], *names[at + 1:]))} for at, name in enumerate(names)]


def trail(place: Place, drawing: Drawing) -> list[str]:
    """The values one stands inside of, when a single group fills the page."""
    return [str(drawing.place.grid.by_key[name.removeprefix("-")].label) + _("：") + (
        _("（空）") if value in (None, "") else said(drawing, name.removeprefix("-"), str(value)))
        for name, value in zip(place.asking.groups, place.asking.path, strict=False)]


def counted(found: Page | GroupPage) -> str:
    """How many there are, and that no more than so many are shown at once."""
    if isinstance(found, GroupPage):
        return _("共 %s 类") % f"{found.total:,}" if found.total is not None else _("每次显示 %s 类") % f"{len(found.items):,}"
    total = "" if found.total is None else _("共 %s 项以上") % f"{COUNT_CAP:,}" if found.is_capped else _("共 %s 项") % f"{found.total:,}"
    return _("，").join(filter(None, (total, _("最多一次只显示%s项") % max_rows() if found.is_cut else "")))


def from_form(asking: Asking, user: Any, query: QueryDict) -> Asking:
    """The asking with the conditions of the condition form: `fc`, `fo`, `fv`, `fj`, one of each a line; empty lines count for nothing."""
    lines = zip(query.getlist("fc"), query.getlist("fo"), query.getlist("fv"), query.getlist("fj"), strict=False)
    found: list[Condition] = []
    for column, op, value, join in lines:
        if column and (value.strip() or op in VALUELESS):
            found.append(checked(asking.grid, user, Condition("or" if found and join == "or" else "and", column, op, "" if op in VALUELESS else value.strip())))
    return asking.change(conditions=tuple(found))


def described(place: Place, drawing: Drawing) -> list[dict[str, Any]]:
    """The columns for the scripts of the page."""
    shown = {column.key for column in drawing.columns}
    found = []
    for column in place.grid.columns:
        words = drawing.words.get(column.key)
        found.append({
            "key": column.key, "label": str(column.label), "kind": column.kind, "shown": column.key in shown, "groups": column.groups,
            "operators": list(operators(column)),
            "choices": [[str(value), str(label)] for value, label in words.items()] if words is not None and len(words) <= MOST_CHOICES else None})
    return found
