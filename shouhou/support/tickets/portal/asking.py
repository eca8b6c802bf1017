"""我要提问: the page of a new question."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouhou.foundation import drafts
from shouhou.foundation.access import Refused, beside
from shouhou.foundation.idempotency import Different, once
from shouhou.foundation.prepared import Prepared
from shouhou.foundation.ui import notes
from shouhou.foundation.ui.says import say
from shouhou.registry.agreements.admission import needs_code
from shouhou.registry.agreements.doors import Door
from shouhou.registry.agreements.portal.gate import gate, verified
from shouhou.registry.organizations.belonging import places
from shouhou.registry.organizations.models import Organization
from shouhou.support.tickets.actions import ask
from shouhou.support.tickets.forms import AskForm
from shouhou.support.tickets.portal.drafting import drafted
from shouhou.support.tickets.uploads import gathered, waiting

DRAFT = "tickets.ask"
DONE = "draft_done"
"""The note to the next page: which draft has been sent."""


_company = Prepared(lambda pk: Organization.objects.filter(pk=pk).select_related("consultant"), int)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form, with what this person had typed before; POST files the question and leads to its page."""
    if not places(request.user):  # type: ignore[arg-type]
        return render(request, "tickets/portal/nowhere.html", status=403)
    if (instead := gate(request)) is not None:
        return instead
    if request.method == "POST":
        return _asked(request)
    return _page(request, AskForm(user=request.user), [])  # type: ignore[arg-type]


def _asked(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST, user=request.user)  # type: ignore[arg-type]
    tokens, refusals = gathered(request, draft=DRAFT)
    for sentence in refusals:
        form.add_error(None, sentence)
    if form.wants_files and not tokens:
        form.add_error(None, _("请添加附件，例如报错的截图。"))
    if form.is_valid():
        try:
            number = _sent(request, form, tokens)
        except Refused as refused:
            beside(form, refused)
        except Different:
            form.add_error(None, _("这张表单刚才已经提交过一次。如果这是一个新的问题，请再点一次“提交问题”。"))
        else:
            return HttpResponseRedirect(reverse("ticket", args=[number]))
    return _page(request, form, tokens, status=422)


def _sent(request: HttpRequest, form: AskForm, tokens: list[str]) -> str:
    """The question's number, once it is filed; and the word on the next page."""
    number = _filed(request, form, tokens)
    notes.leave(request, DONE, DRAFT)
    say(request, _("提交成功，提单号 %s。技术人员会第一时间收到消息提醒。") % number)
    return number


def _filed(request: HttpRequest, form: AskForm, tokens: list[str]) -> str:
    """File the question once for the form's key, however often it is sent, and end its draft in the same transaction; its number."""
    facts, user = form.facts(), request.user
    code = verified(request) if needs_code(Door.QUESTION) else None

    def act() -> dict[str, str]:
        company = _company.first(form.organization_id)
        number = ask(company, by=user, asker=user, uploads=tokens, service_code=code, **facts).number  # type: ignore[arg-type]
        drafts.discard(user, DRAFT)  # type: ignore[arg-type]
        return {"number": number}

    key = request.POST.get("_key", "")[:64]
    told = [form.organization_id, {name: str(value) for name, value in facts.items()}, tokens]
    answer, replayed = once(f"ask:{key}" if key else "", by=user, content=told, act=act)  # type: ignore[arg-type]
    if replayed:
        drafts.discard(user, DRAFT)  # type: ignore[arg-type]
    return str(answer["number"])


def _page(request: HttpRequest, form: AskForm, tokens: list[str], status: int = 200) -> HttpResponse:
    uploaded = waiting(tokens, request.user)  # type: ignore[arg-type]
    return render(request, "tickets/portal/new.html", {
        "form": form, "draft": DRAFT, "draft_attributes": drafted(request.user, [DRAFT])[DRAFT],  # type: ignore[arg-type]
        "uploaded": uploaded, "uploaded_json": json.dumps(uploaded, ensure_ascii=False)}, status=status)
