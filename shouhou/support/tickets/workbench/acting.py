"""接单, 处理, 回复, 转交, 备注, 关闭, 重新打开: a form of the desk is sent."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouhou.foundation import drafts
from shouhou.foundation.access import Refused, beside
from shouhou.foundation.idempotency import Different, once
from shouhou.foundation.ui.says import say, toast
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.uploads import gathered, waiting
from shouhou.support.tickets.workbench.listing import line_of
from shouhou.support.tickets.workbench.reading import page, wants_pane
from shouhou.support.tickets.workbench.rows import Writer
from shouhou.support.tickets.workbench.showing import found
from shouhou.support.tickets.workbench.verbs import VERBS, Verb


@require_POST
def act(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """Do the verb once for the form's key. Refused, the page comes back with everything typed and uploaded."""
    verb, one = VERBS[name], found(request.user, number)
    form = verb.form(request.POST, ticket=one)
    tokens, refusals = gathered(request, draft=verb.draft(one)) if verb.takes_files else ([], [])
    for sentence in refusals:
        form.add_error(None, sentence)
    status = 422
    if form.is_valid():
        given = form.given() | ({"uploads": tokens} if verb.takes_files else {})
        try:
            _once(request, verb, one, given)
        except Refused as refused:
            beside(form, refused)
            status = 422 if refused.fields else 409
        except Different:
            form.add_error(None, _("这张表单刚才已经提交过一次。如果还有别的内容，请再点一次提交。"))
        else:
            drafts.discard(request.user, verb.draft(one))  # type: ignore[arg-type]
            return _done(request, one, verb)
    one = found(request.user, number)
    message = "" if verb.is_open(one, request.user) else " ".join(map(str, form.non_field_errors()))
    return page(request, one, None if message else verb, form=form, uploaded=waiting(tokens, request.user), message=message, status=status)  # type: ignore[arg-type]


def _once(request: HttpRequest, verb: Verb, one: Ticket, given: dict[str, Any]) -> None:
    key = request.POST.get("_key", "")[:64]
    told = [one.pk, {name: str(value) for name, value in given.items()}]
    once(f"desk.{verb.name}:{key}" if key else "", by=request.user, content=told,  # type: ignore[arg-type]
         act=lambda: {"entry": verb.act(one, by=request.user, **given, **dict(verb.more)).pk})


def _done(request: HttpRequest, one: Ticket, verb: Verb) -> HttpResponseBase:
    """Back to the question; in the pane the question anew, with its line of the list beside it."""
    if not wants_pane(request):
        say(request, str(verb.thanks))
        return HttpResponseRedirect(reverse("desk-ticket", args=[one.number]))
    response: HttpResponse = page(request, found(request.user, one.number))
    toast(response, str(verb.thanks))
    line = line_of(one.pk)
    known = json.loads(response.headers["HX-Trigger"])
    row = {"row": {"id": f"t{one.pk}", "html": Writer().row(line)}} if line else {}
    response.headers["HX-Trigger"] = json.dumps({**known, "draft-clear": verb.draft(one), **row})
    return response
