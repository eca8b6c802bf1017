"""What knowledge adds to the pages of questions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from shouhou.foundation.access import can
from shouhou.foundation.ui import panels
from shouhou.support.tickets.models import Ticket


def beside_question(request: HttpRequest, subject: Any) -> SafeString | None:
    """Suggestions beside a question at the desk, and the way from a handled one to an article."""
    if not isinstance(subject, Ticket) or not can(request.user, "knowledge.read_internal"):
        return None
    return render_to_string("board/workbench/beside.html", {
        "ticket": subject, "may_write": bool(subject.handling_count) and can(request.user, "knowledge.edit")}, request)


def beside_asking(request: HttpRequest, subject: Any) -> SafeString | None:
    """Where likely answers appear while a question is typed."""
    return render_to_string("board/portal/beside.html", {}, request) if can(request.user, "knowledge.read") else None


panels.add("ticket.aside", beside_question, order=20)
panels.add("ask.aside", beside_asking, order=10)
