"""Staff's pages of service codes. What staff see of a code is its two ends; of a PIN nothing at all (manual 002: 热线不提供查询)."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shouhou.foundation.access import Refused, allow, beside
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.accounts.sources import source_of
from shouhou.foundation.grid import fits
from shouhou.foundation.ui.says import say
from shouhou.registry.agreements.actions import issue, resume, suspend, verify
from shouhou.registry.agreements.doors import Door
from shouhou.registry.agreements.entitlement import code_key, decide
from shouhou.registry.agreements.happened import lately
from shouhou.registry.agreements.models import CodeFormat, ServiceCode
from shouhou.registry.agreements.validity import until
from shouhou.registry.organizations.forms import text
from shouhou.registry.organizations.models import Organization
from shouhou.registry.organizations.paging import page_of
from shouhou.registry.products.models import Product


class IssueForm(forms.Form):
    """A code for a company."""

    form = forms.ModelChoiceField(label=gettext_lazy("格式"), queryset=CodeFormat.objects.none(), empty_label=gettext_lazy("请选择"),
                                  error_messages={"required": gettext_lazy("请选择格式。")})
    product = forms.ModelChoiceField(label=gettext_lazy("产品"), queryset=Product.objects.none(), required=False,
                                     empty_label=gettext_lazy("该单位的全部产品"))
    code = text(gettext_lazy("沿用已有的识别码"), maxlength=24, inputmode="numeric", autocomplete="off")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["form"].queryset = CodeFormat.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["product"].queryset = Product.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["code"].help_text = _("留空则由系统分配。")


class VerifyForm(forms.Form):
    """What a caller says."""

    code = text(gettext_lazy("服务识别码"), required=True, maxlength=40, inputmode="numeric", autocomplete="off")
    pin = forms.CharField(label=gettext_lazy("密码"), max_length=40, widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                          error_messages={"required": gettext_lazy("请填写这一项。")})
    door = forms.ChoiceField(label=gettext_lazy("服务"), choices=Door.choices, initial=Door.HOTLINE)
    product = forms.ModelChoiceField(label=gettext_lazy("产品"), queryset=Product.objects.none(), required=False, empty_label=gettext_lazy("不限产品"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["product"].queryset = Product.objects.filter(is_active=True)  # type: ignore[attr-defined]


def codes(request: HttpRequest) -> HttpResponse:
    """Codes by company. `q` is a part of the company's name, in which `*` stands for anything, or a whole code."""
    words = request.GET.get("q", "").strip()[:60].replace("\x00", "")
    found = ServiceCode.objects.visible_to(request.user)
    if words:
        key = code_key(words)
        found = found.filter(fits("organization__name", words)) | found.filter(code_key=key or "-")
    page = page_of(request, found.select_related("organization", "product", "asset"), "created_at")
    return render(request, "agreements/workbench/codes.html", {"page": page, "q": words})


def code(request: HttpRequest, pk: int) -> HttpResponse:
    """One code: whose, for what, until when, and its history."""
    found = _find(request, pk)
    return render(request, "agreements/workbench/code.html", {
        "code": found, "until": until(found), "decision": decide(found, door=Door.HOTLINE), "happened": lately(found)})


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A code for a company. Its 管理员 sees it and sets the PIN; this page shows neither."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user).exclude(kind="vendor"), pk=pk)
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issue(organization, by=reader(request), **form.cleaned_data)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已发放。单位管理员登录后，在“服务识别码”里查看号码并设置密码。"))
            return redirect("customer", pk)
    return render(request, "agreements/workbench/code_form.html", {"form": form, "organization": organization}, status=400 if form.errors else 200)


@require_POST
def suspension(request: HttpRequest, pk: int) -> HttpResponse:
    """停用 with a reason, or with `undo=1` 启用."""
    found = _find(request, pk)
    try:
        if request.POST.get("undo") == "1":
            resume(found, by=reader(request))
        else:
            suspend(found, by=reader(request), reason=request.POST.get("reason", ""))
    except Refused as no:
        say(request, no.sentence, "red")
    else:
        say(request, _("已启用。") if found.state == ServiceCode.State.ACTIVE else _("已停用。"))
    return redirect("service_code", pk)


@never_cache
def verification(request: HttpRequest) -> HttpResponse:
    """核验: a caller's code and PIN, and what follows for the service he wants. Right, it opens the customer's record (screen pop)."""
    form, found, decision = VerifyForm(request.POST or None), None, None
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            found = verify(facts["code"], facts["pin"], source=f"staff-{reader(request).pk}-{source_of(request)}")
        except Refused as no:
            beside(form, no)
        else:
            decision = decide(found, product=facts["product"], door=facts["door"])
            form = VerifyForm(initial={"door": facts["door"], "product": facts["product"]})
    return render(request, "agreements/workbench/verify.html", {"form": form, "code": found, "decision": decision},
                  status=422 if form.errors else 200)


def _find(request: HttpRequest, pk: int) -> ServiceCode:
    found: ServiceCode = get_object_or_404(
        ServiceCode.objects.visible_to(request.user).select_related("organization", "product", "asset", "format"), pk=pk)
    return found


urlpatterns = [
    path("service-codes/", allow("agreements.codes", codes), name="service_codes"),
    path("service-codes/verification/", allow("agreements.verify", verification), name="verify_code"),
    path("service-codes/<int:pk>/", allow("agreements.codes", code), name="service_code"),
    path("service-codes/<int:pk>/suspension/", allow("agreements.issue", suspension), name="code_suspension"),
    path("customers/<int:pk>/service-codes/new/", allow("agreements.issue", new), name="new_service_code"),
]
