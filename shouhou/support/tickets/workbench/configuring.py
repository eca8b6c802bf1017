"""The administrator's pages: which fields 我要提问 shows and requires, and the words one may choose from."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word
from django.views.decorators.http import require_http_methods

from shouhou.foundation.access import Refused
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.ui.says import say
from shouhou.support.tickets import vocabulary
from shouhou.support.tickets.askform import PRESETS, choose, fields
from shouhou.support.tickets.models import Term

MEANINGS = (("", word("无")), ("red", word("红：紧急或超期")), ("amber", word("黄：需要注意")), ("blue", word("蓝：进行中")), ("green", word("绿：已完成")))


@require_http_methods(["GET", "HEAD", "POST"])
def ask_form(request: HttpRequest) -> HttpResponseBase:
    """Switches for each field; two presets after the manuals' editions."""
    if request.method == "POST":
        preset = request.POST.get("preset", "")
        if preset in PRESETS:
            choose(PRESETS[preset].shown, PRESETS[preset].required, by=request.user)  # type: ignore[arg-type]
        else:
            choose(set(request.POST.getlist("shown")), set(request.POST.getlist("required")), by=request.user)  # type: ignore[arg-type]
        say(request, _("提问表单已保存，客户打开表单时即生效。"))
        return HttpResponseRedirect(reverse("desk-ask-form"))
    rows = [(field, _(field.label)) for field in fields().values()]
    return render(request, "tickets/workbench/ask_form.html", {"rows": rows, "presets": [(key, _(p.label), _(p.note)) for key, p in PRESETS.items()]})


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponseBase:
    """词表: add, rename, order, retire and bring back."""
    chosen = request.POST.get("vocabulary") or request.GET.get("vocabulary", "")
    chosen = chosen if chosen in Term.Vocabulary.values else Term.Vocabulary.KIND.value
    message, typed = "", {}
    if request.method == "POST":
        try:
            with transaction.atomic():
                said = _changed(request, chosen)
        except Refused as refused:
            message, typed = refused.message, {name: request.POST.get(name, "") for name in ("term", "label", "do")}
        except IntegrityError:
            message, typed = _("这个名称已经有了。"), {name: request.POST.get(name, "") for name in ("term", "label", "do")}
        else:
            say(request, said)
            return HttpResponseRedirect(f"{reverse('desk-terms')}?vocabulary={chosen}")
    return _terms_page(request, chosen, message, typed)


def _changed(request: HttpRequest, chosen: str) -> str:
    """Do what one of the page's buttons asks for; the sentence that says so."""
    do, by, label = request.POST.get("do", ""), request.user, request.POST.get("label", "")
    facts: dict[str, Any] = {"meaning": request.POST.get("meaning", ""), "resolves": "resolves" in request.POST}
    if do == "add":
        vocabulary.add(chosen, label, by=by, **facts)  # type: ignore[arg-type]
        return str(_("已添加。"))
    key = request.POST.get("term", "")
    term = Term.objects.filter(vocabulary=chosen, pk=number_in(key) or 0).first()
    if term is None:
        raise Refused(_("这个词已经不在了，请刷新页面。"))
    if do == "rename":
        vocabulary.change(term, label, by=by, **facts)  # type: ignore[arg-type]
    elif do in {"up", "down"}:
        vocabulary.move(term, up=do == "up", by=by)  # type: ignore[arg-type]
    elif do in {"retire", "revive"}:
        vocabulary.retire(term, is_active=do == "revive", by=by)  # type: ignore[arg-type]
    else:
        raise Refused(_("请选择要做什么。"))
    return str(_("已保存。"))


def _terms_page(request: HttpRequest, chosen: str, message: str, typed: dict[str, str]) -> HttpResponse:
    rows = list(Term.objects.filter(vocabulary=chosen).order_by("-is_active", "position", "id"))
    for row in rows:
        if typed.get("term") == str(row.pk) and typed.get("do") == "rename":
            row.label = typed["label"]
    return render(request, "tickets/workbench/terms.html", {
        "rows": rows, "chosen": chosen, "message": message, "typed": typed if typed.get("do") == "add" else {}, "wrong": typed.get("term", ""),
        "vocabularies": [(v.value, v.label) for v in Term.Vocabulary], "meanings": [(key, _(label)) for key, label in MEANINGS],
        "has_outcomes": chosen == Term.Vocabulary.OUTCOME}, status=422 if message else 200)
