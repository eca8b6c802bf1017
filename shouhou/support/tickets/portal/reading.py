"""问题跟踪查看: the page of one question, and one handling in full."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouhou.foundation import drafts
from shouhou.foundation.access import can
from shouhou.support.tickets.forms import FollowUpForm, SendBackForm
from shouhou.support.tickets.models import Entry, Ticket
from shouhou.support.tickets.portal.asking import DONE
from shouhou.support.tickets.portal.showing import found, line_of, shown


@require_GET
def question(request: HttpRequest, number: str) -> HttpResponseBase:
    """The page. Staff who follow a customer's link arrive at the same question on their own side."""
    if can(request.user, "tickets.desk"):
        return HttpResponseRedirect(f"/workbench/tickets/{number}/")
    return page(request, found(request.user, number))


def page(request: HttpRequest, ticket: Ticket, *, follow_up: FollowUpForm | None = None, send_back: SendBackForm | None = None,
         uploaded: list[dict[str, Any]] | None = None, message: str = "", status: int = 200) -> HttpResponse:
    """The page of a question, with a form that was refused and what was typed into it."""
    return render(request, "tickets/portal/question.html", {
        **facts(request, ticket), "follow_up": follow_up, "send_back": send_back, "message": message, "uploaded": uploaded or [],
        "uploaded_json": json.dumps(uploaded or [], ensure_ascii=False), "done_draft": request.session.pop(DONE, ""),
        **answers(request, ticket, follow_up, send_back)}, status=status)


def facts(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """What both the page and its fragment show."""
    found = shown(ticket, request.user)  # type: ignore[arg-type]
    return {"shown": found, "ticket": ticket, "active": "records" if found.lines else "question",
            "draft_return": f"ticket.{ticket.pk}.return", "draft_follow_up": f"ticket.{ticket.pk}.follow-up"}


def answers(request: HttpRequest, ticket: Ticket, follow_up: FollowUpForm | None, send_back: SendBackForm | None) -> dict[str, Any]:
    """The forms that the state permits and the person may send, with what was typed before."""
    found: dict[str, Any] = {"may_close": ticket.permits("close") and can(request.user, "tickets.close_own")}
    if ticket.permits("follow_up") and can(request.user, "tickets.follow_up"):
        found["follow_up"] = follow_up or FollowUpForm(initial=_typed(request, f"ticket.{ticket.pk}.follow-up", "follow-up-"))
    if ticket.permits("send_back") and can(request.user, "tickets.send_back"):
        found["send_back"] = send_back or SendBackForm()
    return found


def _typed(request: HttpRequest, form: str, prefix: str) -> dict[str, Any]:
    kept = drafts.load(request.user, form)  # type: ignore[arg-type]
    return {name.removeprefix(prefix): text for name, text in kept.items() if isinstance(text, str) and text.strip()}


@require_GET
def activity(request: HttpRequest, number: str) -> HttpResponse:
    """What may have changed while the page stands open: state and records; the forms too once another state permits others."""
    ticket = found(request.user, number)
    moved = request.GET.get("state", ticket.state) != ticket.state
    return render(request, "tickets/portal/activity.html", {
        **facts(request, ticket), "moved": moved, **(answers(request, ticket, None, None) if moved else {})})


@require_GET
def handling(request: HttpRequest, number: str, ordinal: int) -> HttpResponse:
    """查看详情: one handling in full, as a page or inside a dialog."""
    ticket = found(request.user, number)
    entry = Entry.objects.filter(ticket=ticket, is_internal=False, kind=Entry.Kind.HANDLING, ordinal=ordinal).select_related(
        "author", "classification", "outcome").first() if ordinal < 2**31 else None
    if entry is None:
        raise Http404
    line = next((line for line in shown(ticket, request.user).lines if line.entry.pk == entry.pk), line_of(entry, []))  # type: ignore[arg-type]
    return render(request, "tickets/portal/handling.html" + ("#handling" if request.headers.get("HX-Request") else ""), {
        "ticket": ticket, "line": line})
