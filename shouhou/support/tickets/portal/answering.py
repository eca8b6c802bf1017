"""追问, 未解决退回, 确认解决: what the customer answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouhou.foundation import drafts
from shouhou.foundation.access import Refused, beside
from shouhou.foundation.idempotency import Different, once
from shouhou.foundation.ui import notes
from shouhou.foundation.ui.says import say
from shouhou.support.tickets import actions
from shouhou.support.tickets.forms import FollowUpForm, SendBackForm
from shouhou.support.tickets.models import Entry, Ticket
from shouhou.support.tickets.portal.asking import DONE
from shouhou.support.tickets.portal.reading import page
from shouhou.support.tickets.portal.showing import found
from shouhou.support.tickets.uploads import gathered, waiting


@require_POST
def follow_up(request: HttpRequest, number: str) -> HttpResponse:
    """POST …/follow-ups/"""
    return _written(request, found(request.user, number), "follow_up", FollowUpForm(request.POST), "body", actions.follow_up,
                    _("追问已提交，顾问会收到提醒。"))


@require_POST
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """POST …/returns/"""
    return _written(request, found(request.user, number), "send_back", SendBackForm(request.POST), "reason", actions.send_back,
                    _("问题已退回，顾问会继续处理。"))


@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    """POST …/closure/: 确认解决."""
    ticket = found(request.user, number)
    try:
        _once(request, "close", ticket, {}, lambda: actions.close(ticket, by=request.user))  # type: ignore[arg-type]
    except (Refused, Different) as refused:
        return page(request, found(request.user, number), message=str(refused), status=409)
    return _done(request, ticket, _("已确认解决，感谢您的反馈。"))


def _written(request: HttpRequest, ticket: Ticket, name: str, form: Any, field: str, act: Callable[..., Entry],
             thanks: str) -> HttpResponse:
    """Take one of the two forms: text and files. Refused, the page comes back with everything typed and uploaded."""
    draft = f"ticket.{ticket.pk}.{form.prefix}"
    tokens, refusals = gathered(request, draft=draft)
    for sentence in refusals:
        form.add_error(None, sentence)
    status = 422
    if form.is_valid():
        given = {field: form.cleaned_data[field], "uploads": tokens}
        try:
            _once(request, name, ticket, given, lambda: act(ticket, by=request.user, **given))
        except Refused as refused:
            beside(form, refused)
            status = 422 if refused.fields else 409
        except Different:
            form.add_error(None, _("这张表单刚才已经提交过一次。如果还有别的内容，请再点一次提交。"))
        else:
            drafts.discard(request.user, draft)  # type: ignore[arg-type]
            notes.leave(request, DONE, draft)
            return _done(request, ticket, thanks)
    message = " ".join(form.non_field_errors())
    return page(request, found(request.user, ticket.number), message=message, status=status,
                uploaded=waiting(tokens, request.user), **{name: form})  # type: ignore[arg-type]


def _once(request: HttpRequest, verb: str, ticket: Ticket, content: dict[str, Any], act: Callable[[], Entry]) -> None:
    key = request.POST.get("_key", "")[:64]
    once(f"{verb}:{key}" if key else "", by=request.user, content=[ticket.pk, content], act=lambda: {"entry": act().pk})  # type: ignore[arg-type]


def _done(request: HttpRequest, ticket: Ticket, thanks: str) -> HttpResponse:
    say(request, thanks)
    return HttpResponseRedirect(reverse("ticket", args=[ticket.number]) + "#records")
