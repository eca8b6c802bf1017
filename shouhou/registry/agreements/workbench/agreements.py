"""Staff's pages: what expires, and the agreements of a company."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shouhou.foundation.access import Refused, allow, beside
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.grid import grid_page
from shouhou.foundation.grid.views import OURS
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.ui.says import say
from shouhou.registry.agreements.actions import add_agreement, edit_agreement, end_agreement, give_back, grant, renewal, spend
from shouhou.registry.agreements.grid import AGREEMENTS, served, spans
from shouhou.registry.agreements.models import Agreement, Allowance, Level, Spend
from shouhou.registry.organizations.forms import text
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product

SPANS = {"soon": gettext_lazy("即将到期"), "past": gettext_lazy("已经到期"), "later": gettext_lazy("尚早"), "all": gettext_lazy("全部")}


class AgreementForm(forms.Form):
    """One period."""

    name = text(gettext_lazy("服务合同"), maxlength=120)
    number = text(gettext_lazy("合同编号"), maxlength=40)
    starts_on = forms.DateField(label=gettext_lazy("开始日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=gettext_lazy("服务费到期时间"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    level = forms.ModelChoiceField(label=gettext_lazy("服务级别"), queryset=Level.objects.none(), required=False,
                                   empty_label=gettext_lazy("标准服务（全部服务）"))
    products = forms.ModelMultipleChoiceField(label=gettext_lazy("服务产品"), queryset=Product.objects.none(), required=False,
                                              widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("一个也不选，表示该单位的全部产品。"))
    remark = text(gettext_lazy("备注"), maxlength=200)
    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = Level.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["products"].queryset = Product.objects.filter(is_active=True)  # type: ignore[attr-defined]
        for name in ("starts_on", "ends_on"):
            self.fields[name].error_messages = {"required": _("请选择日期。"), "invalid": _("日期不对，请写成 2026-01-31。")}


def agreements(request: HttpRequest) -> HttpResponse:
    """Companies by the end of what they have paid for, the earliest first; `span` is soon, past, later or all."""
    known = spans()
    counts = served(request.user).order_by().aggregate(**{name: Count("pk", filter=condition) for name, condition in known.items() if condition})
    counts["all"] = sum(counts.values())
    if request.GET.get("span", "") not in known:
        asked = request.GET.copy()
        asked["span"] = "all" if OURS & request.GET.keys() or "view" in request.GET else "soon"
        request.GET = asked  # type: ignore[assignment]
    span = request.GET["span"]
    nothing = (_("还没有服务合同。打开一家客户，在“服务合同”里新增。"), _("去客户列表"), "/workbench/customers/") if span == "all" else (
        _("这一类里没有单位。"), _("显示全部"), "?span=all")
    return grid_page(request, AGREEMENTS, template="agreements/agreements.html", keep=("span",), span=span, nothing=nothing[0], nothing_word=nothing[1],
                     nothing_url=nothing[2], nothing_picture="agreement", spans=[(k, v, counts[k]) for k, v in SPANS.items()])


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new period of a company; with `?after=<id>` the one that follows a known one (续签)."""
    organization = _company(request, pk)
    known = Agreement.objects.visible_to(request.user).filter(organization=organization)
    given = request.GET.get("after", "")
    before = known.filter(pk=number_in(given) or 0).first()
    initial: dict[str, Any] = {"name": _("年度服务"), "starts_on": timezone.localdate()}
    if before:
        starts_on, ends_on = renewal(before)
        initial = {"name": before.name, "starts_on": starts_on, "ends_on": ends_on, "level": before.level_id,
                   "products": list(before.products.all())}
    form = AgreementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            add_agreement(organization, by=reader(request), renews=before, **_facts(form))
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
    facts = {name: getattr(found, name) for name in ("name", "number", "starts_on", "ends_on", "remark", "edition")}
    form = AgreementForm(request.POST or None, initial={**facts, "level": found.level_id, "products": list(found.products.all())})
    if request.method == "POST" and form.is_valid():
        try:
            edit_agreement(found, by=reader(request), version=form.cleaned_data["edition"], **_facts(form))
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("服务合同已保存。"))
            return redirect("customer", pk)
    rows = Spend.objects.filter(allowance__agreement=found).select_related("allowance", "by").order_by("-id")[:50]
    return render(request, "agreements/agreement_form.html", {
        "form": form, "organization": organization, "agreement": found, "allowances": found.allowances.order_by("id"), "spends": rows,
        "units": Allowance.Unit.choices}, status=400 if form.errors else 200)


@require_POST
def balance(request: HttpRequest, pk: int, agreement: int) -> HttpResponse:
    """预付: `act` is grant, spend or back."""
    found = _agreement(request, pk, agreement)
    by, act = reader(request), request.POST.get("act", "")
    try:
        if act == "back":
            give_back(get_object_or_404(Spend, allowance__agreement=found, pk=number_in(request.POST.get("spend", "")) or 0), by=by)
        elif act == "spend":
            row = get_object_or_404(found.allowances, pk=number_in(request.POST.get("allowance", "")) or 0)
            spend(row, _decimal(request.POST.get("amount", "")), by=by, reason=request.POST.get("reason", ""))
        else:
            grant(found, request.POST.get("unit", ""), _decimal(request.POST.get("amount", "")), by=by)
    except Refused as no:
        say(request, no.sentence, "red")
    else:
        say(request, {"back": _("已撤销这一笔。"), "spend": _("已登记使用。")}.get(act, _("已增加预付数量。")))
    return redirect(f"/workbench/customers/{pk}/agreements/{agreement}/#balance")


@require_POST
def end(request: HttpRequest, pk: int, agreement: int) -> HttpResponse:
    """提前终止."""
    found = _agreement(request, pk, agreement)
    try:
        try:
            last_day = date.fromisoformat(request.POST.get("last_day", ""))
        except ValueError:
            raise Refused(last_day=_("日期不对，请写成 2026-01-31。")) from None
        end_agreement(found, by=reader(request), last_day=last_day, reason=request.POST.get("reason", ""))
    except Refused as no:
        say(request, no.sentence, "red")
    else:
        say(request, _("合同已提前终止。"))
    return redirect("edit_agreement", pk, agreement)


def _facts(form: AgreementForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "edition"}


def _agreement(request: HttpRequest, pk: int, agreement: int) -> Agreement:
    found: Agreement = get_object_or_404(Agreement.objects.visible_to(request.user).select_related("organization"),
                                         organization=_company(request, pk), pk=agreement)
    return found


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text.strip()[:20])
    except InvalidOperation:
        raise Refused(amount=_("请填写大于 0、最多两位小数的数量。")) from None


def _company(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user).exclude(kind="vendor"), pk=pk)


urlpatterns = [
    path("agreements/", allow("agreements.read", agreements), name="agreements"),
    path("customers/<int:pk>/agreements/new/", allow("agreements.edit", new), name="new_agreement"),
    path("customers/<int:pk>/agreements/<int:agreement>/", allow("agreements.edit", edit), name="edit_agreement"),
    path("customers/<int:pk>/agreements/<int:agreement>/balance/", allow("agreements.edit", balance), name="agreement_balance"),
    path("customers/<int:pk>/agreements/<int:agreement>/end/", allow("agreements.edit", end), name="end_agreement"),
]
