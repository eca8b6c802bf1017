"""服务权益设置: levels, code formats, and what is open to those without an agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.foundation.access import Refused, allow, beside
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say
from shouhou.registry.agreements.actions import write_format, write_level, write_policy
from shouhou.registry.agreements.checkdigits import Check
from shouhou.registry.agreements.doors import Door
from shouhou.registry.agreements.models import CodeFormat, Level, Policy
from shouhou.registry.organizations.forms import text
from shouhou.registry.products.models import Product


def whole(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=1000, error_messages={
        "required": gettext_lazy("请填写这一项。"), "invalid": gettext_lazy("请填写整数。"), "max_value": gettext_lazy("数字太大。"),
        "min_value": gettext_lazy("不能小于 0。")})


class LevelForm(forms.Form):
    """服务级别."""

    name = text(gettext_lazy("服务级别"), required=True, maxlength=40)
    priority = whole(gettext_lazy("排队优先级"))
    doors = forms.MultipleChoiceField(label=gettext_lazy("享有的服务"), choices=Door.choices, widget=forms.CheckboxSelectMultiple, required=False)
    is_vip = forms.BooleanField(label=gettext_lazy("VIP 级别"), required=False)
    is_prepaid = forms.BooleanField(label=gettext_lazy("预付：余额用完即止"), required=False)
    is_active = forms.BooleanField(label=gettext_lazy("在用"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["priority"].help_text = _("1 到 89，数字小的先服务；没有协议的客户是 90。")


class FormatForm(forms.Form):
    """识别码格式."""

    name = text(gettext_lazy("名称"), required=True, maxlength=40)
    prefix = text(gettext_lazy("前缀"), maxlength=6, inputmode="numeric")  # type: ignore[assignment]  # the metaclass takes it off
    digits = whole(gettext_lazy("流水位数"))
    check_kind = forms.ChoiceField(label=gettext_lazy("校验位"), choices=Check.choices)
    pin_length = whole(gettext_lazy("密码位数"))
    free_months = whole(gettext_lazy("新购产品随附服务月数"))
    products = forms.ModelMultipleChoiceField(label=gettext_lazy("适用产品"), queryset=Product.objects.none(), required=False,
                                              widget=forms.CheckboxSelectMultiple)
    is_default = forms.BooleanField(label=gettext_lazy("用于未指定格式的产品"), required=False)
    is_active = forms.BooleanField(label=gettext_lazy("在用"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["products"].queryset = Product.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["prefix"].help_text = _("只能是数字：识别码要在电话上输入。")
        self.fields["free_months"].help_text = _("注册新产品后自动享有的服务；0 表示没有。")


class PolicyForm(forms.Form):
    """非协议客户."""

    open_doors = forms.MultipleChoiceField(label=gettext_lazy("没有服务协议也可以使用"), choices=Door.choices, widget=forms.CheckboxSelectMultiple,
                                           required=False)
    asks_for_code = forms.BooleanField(label=gettext_lazy("在线提问前须核验服务识别码和密码"), required=False)
    activation_url = text(gettext_lazy("云产品激活网址"), maxlength=200, inputmode="url")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["open_doors"].help_text = _("没有勾选的服务，非协议客户会看到原因，并可以留下服务意向，由最近的授权服务机构联系。")
        self.fields["activation_url"].help_text = _("云产品在另外的账号系统激活时填写；“产品注册”页面会给出链接。")


def overview(request: HttpRequest) -> HttpResponse:
    """Everything on one page; POST saves what is open to those without an agreement."""
    row = Policy.objects.first() or Policy()
    form = PolicyForm(request.POST or None, initial={
        "open_doors": row.open_doors, "asks_for_code": row.asks_for_code, "activation_url": row.activation_url})
    if request.method == "POST" and form.is_valid():
        try:
            write_policy(by=reader(request), **form.cleaned_data)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已保存，立即生效。"))
            return redirect("entitlement_settings")
    names = dict(Door.choices)
    return render(request, "agreements/workbench/settings.html", {
        "form": form, "levels": [(level, [names[d] for d in level.doors if d in names]) for level in Level.objects.all()],
        "formats": CodeFormat.objects.prefetch_related("products")}, status=400 if form.errors else 200)


def level(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new or known level."""
    row = get_object_or_404(Level, pk=pk) if pk else Level()
    form = LevelForm(request.POST or None, initial={n: getattr(row, n) for n in LevelForm.base_fields})
    return _written(request, form, row, lambda: write_level(row, by=reader(request), **form.cleaned_data), _("服务级别"))


def code_format(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new or known format."""
    row = get_object_or_404(CodeFormat, pk=pk) if pk else CodeFormat()
    form = FormatForm(request.POST or None, initial={
        **{n: getattr(row, n) for n in FormatForm.base_fields if n != "products"}, "products": list(row.products.all()) if pk else []})
    return _written(request, form, row, lambda: write_format(row, by=reader(request), **form.cleaned_data), _("识别码格式"))


def _written(request: HttpRequest, form: forms.Form, row: Level | CodeFormat, act: Any, title: str) -> HttpResponse:
    known = row.name if row.pk else ""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已保存。"))
            return redirect("entitlement_settings")
    return render(request, "agreements/workbench/setting.html", {"form": form, "known": known, "title": title}, status=400 if form.errors else 200)


urlpatterns = [
    path("settings/entitlement/", allow("agreements.configure", overview), name="entitlement_settings"),
    path("settings/entitlement/levels/new/", allow("agreements.configure", level), name="new_level"),
    path("settings/entitlement/levels/<int:pk>/", allow("agreements.configure", level), name="level"),
    path("settings/entitlement/formats/new/", allow("agreements.configure", code_format), name="new_format"),
    path("settings/entitlement/formats/<int:pk>/", allow("agreements.configure", code_format), name="format"),
]
