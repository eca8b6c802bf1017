"""代客户提问: a question that came by telephone or on a visit is filed for the customer."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shouhou.foundation import drafts
from shouhou.foundation.access import Refused, beside
from shouhou.foundation.grid import fits
from shouhou.foundation.idempotency import Different, once
from shouhou.foundation.kit.text import normal_key
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.models import Organization
from shouhou.support.tickets.actions import ask
from shouhou.support.tickets.forms import AskForm
from shouhou.support.tickets.uploads import gathered, kept_tokens, waiting

DRAFT = "tickets.file"
OFFERED = 20


def customers_of(user: object) -> Any:
    """The companies this person may file for."""
    return Organization.objects.visible_to(user).filter(kind=Organization.Kind.CUSTOMER)


class FileForm(AskForm):
    """The fields of 我要提问 with the customer before them; contact and telephone are the customer's, so nothing is filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("organization", None)
        own = self.fields
        self.fields = {"customer": forms.CharField(
            label=_("客户"), max_length=120, error_messages={"required": _("请选择客户。")},
            help_text=_("输入名称、简称或编码的一部分，从列表中选择"),
            widget=forms.TextInput(attrs={"autocomplete": "off", "list": "customers", "data-suggest": reverse("desk-customers")})), **own}
        for name in ("contact_name", "contact_phone"):
            self.fields[name].initial = ""
            self.fields[name].help_text = ""

    def clean_customer(self) -> Organization:
        """A company by its full name, short name or code; refuses what fits none or several."""
        text = self.cleaned_data["customer"].strip()
        rows = customers_of(self.user)
        for condition in ({"name_key": normal_key(text)}, {"short_name": text}, {"code": text}):
            fitting = list(rows.filter(**condition)[:2])
            if len(fitting) == 1:
                return fitting[0]
        raise forms.ValidationError(_("没有找到这个客户，请从列表中选择。"))


@require_GET
def companies(request: HttpRequest) -> HttpResponse:
    """?q= → options of companies whose name, short name or code holds it (`*` stands for anything), in the order of their names."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:60]
    rows = customers_of(request.user)
    fitting = rows.filter(fits("name", text) | fits("short_name", text) | fits("code", text))
    return render(request, "tickets/workbench/companies.html", {
        "companies": fitting.order_by("sort_key").values_list("name", "short_name", "region")[:OFFERED]})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """The form, with what this person had typed before; POST files the question and leads to it."""
    user: Any = request.user
    if request.method == "POST":
        return _filed(request)
    kept = drafts.load(user, DRAFT)
    initial = {name: text for name, text in kept.items() if isinstance(text, str) and text.strip()}
    if not initial and request.GET.get("customer", "").isdigit():
        initial["customer"] = customers_of(user).filter(pk=int(request.GET["customer"][:18])).values_list("name", flat=True).first() or ""
    files = kept.get("_files")
    tokens = kept_tokens([f.get("token") for f in files if isinstance(f, dict)]) if isinstance(files, list) else []
    return _page(request, FileForm(user=user, initial=initial), tokens)


def _filed(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    form = FileForm(request.POST, user=user)
    tokens, refusals = gathered(request, draft=DRAFT)
    for sentence in refusals:
        form.add_error(None, sentence)
    if form.wants_files and not tokens:
        form.add_error(None, _("请添加附件，例如报错的截图。"))
    if form.is_valid():
        company, facts = form.cleaned_data["customer"], form.facts()
        key = request.POST.get("_key", "")[:64]
        told = [company.pk, {name: str(value) for name, value in facts.items()}, tokens]
        try:
            answer, _replayed = once(f"desk.file:{key}" if key else "", by=user, content=told, act=lambda: {
                "number": ask(company, by=user, uploads=tokens, source="phone", **facts).number})
        except Refused as refused:
            beside(form, refused)
        except Different:
            form.add_error(None, _("这张表单刚才已经提交过一次。如果这是一个新的问题，请再点一次“提交问题”。"))
        else:
            drafts.discard(user, DRAFT)
            say(request, _("已代客户提交，提单号 %s。") % answer["number"])
            return HttpResponseRedirect(reverse("desk-ticket", args=[answer["number"]]))
    return _page(request, form, tokens, status=422)


def _page(request: HttpRequest, form: FileForm, tokens: list[str], status: int = 200) -> HttpResponse:
    return render(request, "tickets/workbench/new.html", {
        "form": form, "draft": DRAFT, "uploaded_json": json.dumps(waiting(tokens, request.user))}, status=status)  # type: ignore[arg-type]
