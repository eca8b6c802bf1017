"""问题跟踪查看: the page of one question, and one handling in full."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shouhou.foundation.access import can
from shouhou.foundation.ui import notes
from shouhou.support.tickets.forms import FollowUpForm, SendBackForm
from shouhou.support.tickets.models import Entry, Ticket
from shouhou.support.tickets.portal.asking import DONE
from shouhou.support.tickets.portal.drafting import drafted
from shouhou.support.tickets.portal.showing import found, line_of, shown


@require_safe
def question(request: HttpRequest, number: str) -> HttpResponseBase:
    """The page. Staff who follow a customer's link arrive at the same question on their own side."""
    if can(request.user, "tickets.desk"):
        return HttpResponseRedirect(f"/workbench/tickets/{number}/")
    return page(request, found(request.user, number))


def page(request: HttpRequest, ticket: Ticket, *, follow_up: FollowUpForm | None = None, send_back: SendBackForm | None = None,
         uploaded: list[dict[str, Any]] | None = None, message: str = "", status: int = 200) -> HttpResponse:
    """The page of a question, with a form that was refused and what was typed into it."""
    return render(request, "tickets/portal/question.html", {
        **facts(request, ticket), "message": message, "uploaded": uploaded or [],
        "uploaded_json": json.dumps(uploaded or [], ensure_ascii=False), "done_draft": notes.pick_up(request, DONE, ""),
        **answers(request, ticket, follow_up, send_back)}, status=status)


def facts(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """What both the page and its fragment show."""
    found = shown(ticket, request.user)  # type: ignore[arg-type]
    return {"shown": found, "ticket": ticket, "active": "records" if found.lines else "question"}


def answers(request: HttpRequest, ticket: Ticket, follow_up: FollowUpForm | None, send_back: SendBackForm | None) -> dict[str, Any]:
    """The forms that the state permits and the person may send, with what was typed before; a refused one stays with its text."""
    user: Any = request.user
    found: dict[str, Any] = {"may_close": ticket.permits("close") and can(user, "tickets.close_own")}
    names = {"follow_up": f"ticket.{ticket.pk}.follow-up", "return": f"ticket.{ticket.pk}.return"}
    if follow_up or (ticket.permits("follow_up") and can(user, "tickets.follow_up")):
        found["follow_up"] = follow_up or FollowUpForm()
    if send_back or (ticket.permits("send_back") and can(user, "tickets.send_back")):
        found["send_back"] = send_back or SendBackForm()
    kept = drafted(user, [names[part] for part, form in (("follow_up", "follow_up"), ("return", "send_back")) if form in found])
    return {**found, "drafts": {part: kept.get(name) for part, name in names.items()},
            "draft_return": names["return"], "draft_follow_up": names["follow_up"]}


@require_safe
def activity(request: HttpRequest, number: str) -> HttpResponse:
    """What may have changed while the page stands open: state and records; the forms too once another state permits others."""
    ticket = found(request.user, number)
    moved = request.GET.get("state", ticket.state) != ticket.state
    return render(request, "tickets/portal/activity.html", {
        **facts(request, ticket), "moved": moved, **(answers(request, ticket, None, None) if moved else {})})


@require_safe
def handling(request: HttpRequest, number: str, ordinal: int) -> HttpResponse:
    """查看详情: one handling in full, as a page or inside a dialog."""
    ticket = found(request.user, number)
    entry = Entry.objects.filter(ticket=ticket, is_internal=False, kind=Entry.Kind.HANDLING, ordinal=ordinal).select_related(
        "author", "classification", "outcome").first() if ordinal < 2**31 else None
    if entry is None:
        raise Http404
    line = next((line for line in shown(ticket, request.user).lines if line.entry.pk == entry.pk), line_of(entry, []))  # type: ignore[arg-type]
    return render(request, "tickets/portal/handling.html" + ("#handling" if request.headers.get("HX-Request") else ""), {
        "ticket": ticket, "line": line, "in_dialog": "HX-Request" in request.headers})
