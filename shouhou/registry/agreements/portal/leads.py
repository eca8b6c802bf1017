"""非协议客户: leave name, company, telephone and version, and the nearest agency calls (manual 002, 无识别码处理流程)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.foundation.access import PUBLIC, Refused, allow, beside
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.sources import source_of
from shouhou.foundation.idempotency import Different, once
from shouhou.registry.agreements.actions import leave_lead
from shouhou.registry.agreements.actions.lead import spend_budget
from shouhou.registry.agreements.models import Lead
from shouhou.registry.assets.shell import shell
from shouhou.registry.organizations.belonging import of
from shouhou.registry.organizations.forms import text
from shouhou.registry.organizations.models import Organization


class LeadForm(forms.Form):
    """What the agency needs to call and to check lawful use."""

    kind = forms.ChoiceField(label=gettext_lazy("意向"), choices=Lead.Kind.choices)
    name = text(gettext_lazy("姓名"), required=True, maxlength=60, autocomplete="name")
    company = text(gettext_lazy("公司名称"), required=True, maxlength=120, autocomplete="organization")
    phone = text(gettext_lazy("联系电话"), required=True, maxlength=32, autocomplete="tel")
    product = text(gettext_lazy("产品版本号"), required=True, maxlength=120)
    region = text(gettext_lazy("所在地区"), maxlength=60)
    note = forms.CharField(label=gettext_lazy("补充说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].help_text = _("例如 NC 6.5、GS 5.2。")
        self.fields["region"].help_text = _("例如 湖北省襄阳市，用来找最近的授权服务机构。")


def lead_form(request: HttpRequest) -> HttpResponse:
    """The form; sent, it says which agency will call."""
    user = request.user if isinstance(request.user, User) else None
    company = of(user) if user else None
    if company is not None and company.kind != Organization.Kind.CUSTOMER:
        company = None
    kind = request.GET.get("kind") if request.GET.get("kind") in Lead.Kind.values else Lead.Kind.SERVICE
    form = LeadForm(request.POST or None, initial={
        "kind": kind, "name": user.name if company and user else "", "phone": user.phone if company and user else "",
        "company": company.name if company else "", "region": company.region if company else ""})
    lead = None
    if request.method == "POST" and form.is_valid():
        try:
            lead = _left(request, form, user, company)
        except Refused as no:
            beside(form, no)
        except Different:
            form.add_error(None, _("这张表单已经提交过了，请重新打开再填。"))
    return render(request, "agreements/portal/lead.html", {"form": form, "lead": lead, "shell": shell(request)}, status=422 if form.errors else 200)


def _left(request: HttpRequest, form: LeadForm, user: User | None, company: Organization | None) -> Lead:
    """Left once for the form's key where somebody is signed in; a visitor's double click is caught by the browser alone."""

    def act() -> dict[str, int]:
        spend_budget(source_of(request))
        return {"lead": leave_lead(by=user, organization=company, **form.cleaned_data).pk}

    key = request.POST.get("_key", "")[:64]
    made = once(f"lead:{key}" if key else "", by=user, content=form.cleaned_data, act=act)[0] if user else act()
    return Lead.objects.select_related("agency").get(pk=made["lead"])


urlpatterns = [path("leads/new/", allow(PUBLIC, lead_form), name="lead_form")]
