"""The frame around a page: menu, bar at the foot of a phone, pager, tabs, chart."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shouhou.foundation.ui.markup.marks import icon
from shouhou.foundation.ui.menus import Item

NONE = SafeString("")
CHART = (
    '<figure class="chart" data-chart="{}" data-unit="{}"><figcaption>{}</figcaption>'
    '<div class="chart-canvas" aria-hidden="true"></div><details class="chart-table"><summary>{}</summary><div class="scroll">'
    '<table class="plain"><thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table></div></details></figure>')


def badge(count: int | None, key: str = "") -> SafeString:
    """A count beside a menu entry; the browser keeps it right by `data-live-count`."""
    if not count:
        return NONE
    return format_html('<span class="count" data-badge="{}">{}</span>', key, count if count < 1000 else "999+")


def _inner(item: Item) -> SafeString:
    return format_html('{}<span class="place-name">{}</span>{}', icon(item.icon) if item.icon else "", item.label,
                       badge(item.badge, item.key))


def link(item: Item, request: HttpRequest, classes: str = "place") -> SafeString:
    """One entry: a link, or a button that posts."""
    inner = _inner(item)
    if item.method == "post":
        return format_html('<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
                           '<button class="{}">{}</button></form>', item.href, get_token(request), classes, inner)
    here = mark_safe(' aria-current="page"') if item.active else ""
    return format_html('<a class="{}" href="{}"{}>{}</a>', classes, item.href, here, inner)


def sidebar(items: list[Item], request: HttpRequest) -> SafeString:
    """The left menu: entries, and headings with entries below them."""
    rows = []
    for item in items:
        if not item.children:
            rows.append(format_html("<li>{}</li>", link(item, request)))
            continue
        below = format_html_join("", "<li>{}</li>", ((link(child, request),) for child in item.children))
        head = (link(item, request, "place place-head") if item.href else
                format_html('<div class="place-group">{}</div>', _inner(item)))
        rows.append(format_html('<li class="{}">{}<ul>{}</ul></li>', "place-tree" if item.icon else "place-section", head, below))
    return format_html("<ul>{}</ul>", mark_safe("".join(rows)))  # noqa: S308 - made by format_html above


def phone_bar(items: list[Item]) -> SafeString:
    """The bar at the foot of a phone: three places and the rest of the menu."""
    leaves = [leaf for item in items for leaf in (item.children or [item]) if leaf.href and leaf.method == "get"]
    chosen = ([leaf for leaf in leaves if leaf.phone] or leaves)[:3]
    places = format_html_join("", '<a href="{}"{}>{}<span>{}</span>{}</a>', (
        (p.href, mark_safe(' aria-current="page"') if p.active else "", icon(p.icon or "circle"), p.label, badge(p.badge, p.key))
        for p in chosen))
    return format_html('<nav class="phone-bar" aria-label="{}">{}<button type="button" data-menu-open aria-expanded="false" '
                       'aria-controls="menu">{}<span>{}</span></button></nav>', _("常用"), places, icon("menu"), _("菜单"))


def pager(page: Any) -> SafeString:
    """上一页 and 下一页. `page` has `previous_url`, `next_url` ("" or None at an end) and may have `count_text`."""
    def value(key: str) -> Any:
        return page.get(key) if isinstance(page, dict) else getattr(page, key, None)

    before, after, text = value("previous_url"), value("next_url"), value("count_text")
    if not before and not after:
        return format_html('<div class="pager"><span class="muted">{}</span></div>', text) if text else NONE
    return format_html(
        '<nav class="pager" aria-label="{}"><span class="muted">{}</span>{}{}</nav>', _("翻页"), text or "",
        _turn(before, "prev", icon("chevron-left"), _("上一页"), ""), _turn(after, "next", "", _("下一页"), icon("chevron-right")))


def _turn(url: str | None, rel: str, before: str, word: str, after: str) -> SafeString:
    if not url:
        return format_html('<span class="button small" aria-disabled="true">{}{}{}</span>', before, word, after)
    return format_html('<a class="button small" rel="{}" href="{}">{}{}{}</a>', rel, url, before, word, after)


def tabs(pairs: list[tuple[str, str]], active: str = "") -> SafeString:
    """The heads of tabs. Each leads to `#key`; the page holds `<section class="tab-panel" id="key">` in `.tab-panels`."""
    chosen = active or (pairs[0][0] if pairs else "")
    return format_html('<nav class="tabs" data-tabs>{}</nav>', format_html_join("", '<a href="#{}"{}>{}</a>', (
        (key, mark_safe(' aria-current="true"') if key == chosen else "", label) for key, label in pairs)))


def chart(data: dict[str, Any]) -> SafeString:
    """A chart drawn by the browser from the table that stands behind it.

    `data`: `kind` pie, bar or line; `title`; `unit`; either `rows` [{label, value, href?, tone?}] or, with several
    series, `labels` [..] and `series` [{name, values, tone?}]; `heading` for the first column.
    """
    rows = data.get("rows")
    if rows is not None:
        heads: list[tuple[str, str]] = [(str(data.get("unit_label") or _("数量")), "")]
        body = [(row["label"], row.get("href") or "", row.get("tone") or "", [row["value"]]) for row in rows]
    else:
        series = data.get("series", [])
        heads = [(str(s["name"]), str(s.get("tone") or "")) for s in series]
        hrefs = data.get("hrefs") or [""] * len(data.get("labels", ()))
        body = [(label, hrefs[n], "", [s["values"][n] for s in series]) for n, label in enumerate(data.get("labels", ()))]
    if not body:
        return format_html('<p class="muted">{}</p>', _("还没有可以统计的数据。"))
    lines = format_html_join("", '<tr data-tone="{}"><th scope="row">{}</th>{}</tr>', (
        (tone, format_html('<a href="{}">{}</a>', href, label) if href else label,
         format_html_join("", '<td class="num">{}</td>', ((v,) for v in values))) for label, href, tone, values in body))
    return format_html(
        CHART, data.get("kind", "bar"), data.get("unit", ""), data.get("title", ""), _("查看数据表"), data.get("heading", ""),
        format_html_join("", '<th scope="col" class="num" data-tone="{1}">{0}</th>', heads), lines)
