"""Staff's pages: what expires, and the agreements of a company."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.foundation.access import Refused, allow
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say
from shouhou.registry.agreements.actions import add_agreement, edit_agreement, renewal
from shouhou.registry.agreements.models import Agreement
from shouhou.registry.organizations.belonging import vendor
from shouhou.registry.organizations.forms import beside, text
from shouhou.registry.organizations.models import Organization
from shouhou.registry.organizations.paging import page_of

SPANS = {"soon": gettext_lazy("即将到期"), "past": gettext_lazy("已经到期"), "later": gettext_lazy("尚早"), "all": gettext_lazy("全部")}


class AgreementForm(forms.Form):
    """One period."""

    name = text(gettext_lazy("服务合同"), maxlength=120)
    number = text(gettext_lazy("合同编号"), maxlength=40)
    starts_on = forms.DateField(label=gettext_lazy("开始日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=gettext_lazy("服务费到期时间"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    remark = text(gettext_lazy("备注"), maxlength=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on"):
            self.fields[name].error_messages = {"required": _("请选择日期。"), "invalid": _("日期不对，请写成 2026-01-31。")}


def agreements(request: HttpRequest) -> HttpResponse:
    """Companies by the end of what they have paid for, the earliest first; `span` is soon, past, later or all."""
    today = timezone.localdate()
    near = today + timedelta(days=vendor().fee_warning_days)
    spans = {"soon": Q(end__gte=today, end__lte=near), "past": Q(end__lt=today), "later": Q(end__gt=near), "all": Q()}
    span = asked if (asked := request.GET.get("span", "")) in spans else "soon"
    seen = Organization.objects.visible_to(request.user).annotate(end=Max("agreements__ends_on")).filter(end__isnull=False)
    counts = seen.order_by().aggregate(**{name: Count("pk", filter=condition) for name, condition in spans.items() if condition})
    counts["all"] = sum(counts.values())
    page = page_of(request, seen.filter(spans[span]).select_related("consultant"), "end")
    return render(request, "agreements/agreements.html", {
        "page": page, "span": span, "today": today, "near": near, "spans": [(k, v, counts[k]) for k, v in SPANS.items()]})


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new period of a company; with `?after=<id>` the one that follows a known one (续签)."""
    organization = _company(request, pk)
    known = Agreement.objects.visible_to(request.user).filter(organization=organization)
    given = request.GET.get("after", "")
    before = known.filter(pk=int(given)).first() if given.isascii() and given.isdigit() and len(given) < 19 else None
    initial: dict[str, Any] = {"name": _("年度服务"), "starts_on": timezone.localdate()}
    if before:
        starts_on, ends_on = renewal(before)
        initial = {"name": before.name, "starts_on": starts_on, "ends_on": ends_on}
    form = AgreementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            add_agreement(organization, by=reader(request), **form.cleaned_data)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("服务合同已保存。"))
            return redirect("customer", pk)
    return render(request, "agreements/agreement_form.html", {"form": form, "organization": organization, "before": before},
                  status=400 if form.errors else 200)


def edit(request: HttpRequest, pk: int, agreement: int) -> HttpResponse:
    """Correct a period."""
    organization = _company(request, pk)
    found = get_object_or_404(Agreement.objects.visible_to(request.user).select_related("organization"), organization=organization, pk=agreement)
    form = AgreementForm(request.POST or None, initial={name: getattr(found, name) for name in AgreementForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            edit_agreement(found, by=reader(request), **form.cleaned_data)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("服务合同已保存。"))
            return redirect("customer", pk)
    return render(request, "agreements/agreement_form.html", {"form": form, "organization": organization, "agreement": found},
                  status=400 if form.errors else 200)


def _company(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user).exclude(kind="vendor"), pk=pk)


urlpatterns = [
    path("agreements/", allow("agreements.read", agreements), name="agreements"),
    path("customers/<int:pk>/agreements/new/", allow("agreements.edit", new), name="new_agreement"),
    path("customers/<int:pk>/agreements/<int:agreement>/", allow("agreements.edit", edit), name="edit_agreement"),
]
