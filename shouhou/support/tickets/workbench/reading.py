"""The page of one question, as a page and as the pane beside a list."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word
from django.views.decorators.http import require_GET

from shouhou.foundation import drafts
from shouhou.foundation.events import timeline
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.uploads import kept_tokens, waiting
from shouhou.support.tickets.workbench.showing import found, shown, source_of
from shouhou.support.tickets.workbench.verbs import VERBS, Verb, open_verbs

EVENTS = {
    "ticket.asked": word("提问"), "ticket.accepted": word("接单"), "ticket.handled": word("处理"), "ticket.resolved": word("处理完成"),
    "ticket.followed_up": word("回复"),
    "ticket.sent_back": word("未解决退回"), "ticket.transferred": word("转交"), "ticket.noted": word("内部备注"),
    "ticket.closed": word("关闭"), "ticket.reopened": word("重新打开"),
    "ticket.overdue": word("提醒：已到预计处理日期"), "ticket.escalated": word("提醒主管：超期未处理"), "ticket.imported": word("导入"),
}


def wants_pane(request: HttpRequest) -> bool:
    """Whether the browser asks for the pane beside its list and not for a page."""
    return request.headers.get("HX-Target", "").endswith("#pane")


@require_GET
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """The page. `?do=handle` opens that form at once."""
    one = found(request.user, number)
    verb = VERBS.get(request.GET.get("do", ""))
    if verb is None and (offered := open_verbs(one, request.user)) and offered[0].name == "accept":
        verb = offered[0]
    return page(request, one, verb if verb and verb.is_open(one, request.user) else None)


def page(request: HttpRequest, one: Ticket, verb: Verb | None = None, *, form: Any = None, uploaded: list[dict[str, Any]] | None = None,
         message: str = "", status: int = 200) -> HttpResponse:
    """The page with one form open: a fresh one with its draft, or one that was refused with what was typed."""
    template = "tickets/workbench/pane.html" if wants_pane(request) else "tickets/workbench/ticket.html"
    response = render(request, template, {
        "ticket": one, "shown": shown(one, request.user), "state": state_badge(one.state, _(one.get_state_display())),  # type: ignore[arg-type]
        "source": source_of(one), "message": message, **acts(request, one, verb, form, uploaded)}, status=status)
    patch_vary_headers(response, ["HX-Target"])  # going back must not show the pane as a page
    return response


def acts(request: HttpRequest, one: Ticket, verb: Verb | None, form: Any = None, uploaded: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The verbs on offer and the form that is open."""
    facts: dict[str, Any] = {"verbs": open_verbs(one, request.user), "verb": verb, "in_pane": wants_pane(request)}
    if verb is not None:
        name = verb.draft(one)
        kept = drafts.load(request.user, name) if form is None and verb.name != "accept" else {}  # type: ignore[arg-type]
        files = uploaded or _kept_files(kept, request.user)
        facts |= {"draft": name, "form": form or verb.form(ticket=one, initial=_typed(kept, verb)), "uploaded_json": json.dumps(files)}
    return facts


def _typed(kept: dict[str, Any], verb: Verb) -> dict[str, Any]:
    return {name.removeprefix(f"{verb.form.prefix}-"): text for name, text in kept.items() if isinstance(text, str) and text.strip()}


def _kept_files(kept: dict[str, Any], user: Any) -> list[dict[str, Any]]:
    found_files = kept.get("_files")
    return waiting(kept_tokens([f.get("token") for f in found_files if isinstance(f, dict)]), user) if isinstance(found_files, list) else []


@require_GET
def acting(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The form of one verb: put into the open page by the browser."""
    one = found(request.user, number)
    verb = VERBS.get(name)
    if verb is None:
        raise Http404
    if not verb.is_open(one, request.user):
        return render(request, "tickets/workbench/act.html", {"ticket": one, "message": _("问题单的状态已经变化，请刷新页面。"), **acts(request, one, None)})
    return render(request, "tickets/workbench/act.html", {"ticket": one, **acts(request, one, verb), "in_pane": "pane" in request.GET})


@require_GET
def history(request: HttpRequest, number: str) -> HttpResponse:
    """其他信息: every event of a question, as it was recorded."""
    one = found(request.user, number)
    events = [(e.at, e.by, _(EVENTS.get(e.verb, e.verb)), _told(e.data)) for e in timeline(one)]
    return render(request, "tickets/workbench/history.html" + ("#lines" if request.headers.get("HX-Request") else ""), {"ticket": one, "events": events})


def _told(data: Any) -> str:
    """The facts of an event that say something to people."""
    if not isinstance(data, dict):
        return ""
    words = {"outcome": _("处理结果"), "promised_on": _("预计处理"), "days": _("超期天数")}
    return _("，").join(f"{words[key]}{_("：")}{value}" for key, value in data.items() if key in words and isinstance(value, str | int))
