"""The tags page authors use. Every one is a thin door to `shouhou.foundation.ui.markup`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shouhou.foundation.ui import assets, menus, says
from shouhou.foundation.ui import panels as slots
from shouhou.foundation.ui.markup import fields, frame, marks, times

register = template.Library()
Context = dict[str, Any]

register.simple_tag(marks.icon, name="icon")
register.simple_tag(marks.state, name="state")
register.simple_tag(marks.avatar, name="avatar")
register.simple_tag(marks.files, name="files")
register.simple_tag(marks.progress, name="progress")
register.simple_tag(marks.empty, name="empty")
register.simple_tag(times.when, name="when")
register.simple_tag(fields.form_errors, name="form_errors")
register.simple_tag(frame.pager, name="pager")
register.filter("filesize", marks.size)


@register.simple_tag
def ago(moment: datetime | None) -> SafeString:
    """`{% ago ticket.created_at %}`: 3 分钟前, with the exact time on hover."""
    return times.ago(moment)


@register.simple_tag
def due(moment: date | None, since: datetime | None = None, done: bool = False) -> SafeString:
    """`{% due ticket.due_at since=ticket.accepted_at done=ticket.is_closed %}`: 还剩 2 小时 10 分."""
    return times.due(moment, since, done=done)


@register.simple_tag
def field(bound: Any, label: str = "", wide: bool = False, **attrs: Any) -> SafeString:
    """`{% field form.phone %}`; more arguments become attributes: `{% field form.title placeholder="…" %}`."""
    return fields.field(bound, label, wide, **attrs)


@register.simple_tag
def form_key() -> SafeString:
    """The key by which a form sent twice acts once."""
    return format_html('<input type="hidden" name="_key" value="{}">', uuid4().hex)


@register.simple_tag
def tabs(*pairs: str, active: str = "") -> SafeString:
    """`{% tabs "question" "问题" "handlings" "处理过程" active="handlings" %}`: key and label in turn."""
    return frame.tabs([(str(pairs[n]), str(pairs[n + 1])) for n in range(0, len(pairs) - 1, 2)], active)


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built browser asset."""
    return assets.address(name)


@register.simple_tag(takes_context=True)
def behaviour(context: template.Context, *names: str) -> SafeString:
    """`{% behaviour "editor" "uploads" %}`: load these scripts, each once a page. Works wherever it stands."""
    known = context.render_context.get("behaviours")
    if known is None:
        known = context.render_context["behaviours"] = set()
    out = []
    for name in names:
        if name not in known:
            known.add(name)
            out.append(format_html('<script type="module" src="{}"></script>', assets.address(f"{name}.js")))
    return SafeString("".join(out))


@register.simple_tag(takes_context=True)
def chart(context: template.Context, data: dict[str, Any]) -> SafeString:
    """`{% chart data %}`: see markup.frame.chart for the shape. Loads what it needs."""
    return frame.chart(data) + behaviour(context, "charts")


@register.simple_tag(takes_context=True)
def panels(context: Context, slot: str, subject: Any = None) -> SafeString:
    """`{% panels "ticket.aside" ticket %}`: what later rooms show here."""
    return slots.html(slot, context["request"], subject)


@register.simple_tag(takes_context=True)
def shell(context: Context, audience: str) -> dict[str, Any]:
    """Everything the frame of a page shows, fetched once: `{% shell "workbench" as frame %}`."""
    request = context["request"]
    items = menus.tree(audience, request)
    return {
        "sidebar": frame.sidebar(items, request),
        "phone_bar": frame.phone_bar(items),
        "search": menus.first(f"{audience}.search", request),
        "new": menus.first(f"{audience}.new", request),
        "notices": menus.first(f"{audience}.notices", request),
        "me": SafeString("".join(frame.link(item, request, "drop-item") for item in menus.tree(f"{audience}.me", request))),
    }


@register.simple_tag(takes_context=True)
def says_taken(context: Context) -> list[list[str]]:
    """What has been said to the reader and not shown yet."""
    request = context.get("request")
    return says.take(request) if request else []
