"""What people type about a thing with a serial number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.foundation.kit.text import normal_key
from shouhou.registry.organizations.forms import text
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product, Version


def day(label: Any, *, required: bool = False) -> forms.DateField:
    """A day as browsers ask for it."""
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                           error_messages={"required": _("请选择日期。"), "invalid": _("日期不对，请写成 2026-01-31。")})


def company_named(name: str) -> Organization:
    """The customer or agency with this full name, short name or code. Raises ValidationError when none or several fit."""
    clean = name.strip().replace("\x00", "")
    rows = Organization.objects.exclude(kind=Organization.Kind.VENDOR)
    for condition in ({"name_key": normal_key(clean)}, {"short_name": clean}, {"code": clean}):
        found = list(rows.filter(**condition)[:2])
        if clean and len(found) == 1:
            return found[0]
    raise forms.ValidationError(_("没有找到这家单位，请填写完整的单位名称或客户编码。"))


class ListForm(forms.Form):
    """登记序列号: one a line."""

    product = forms.ModelChoiceField(label=gettext_lazy("产品"), queryset=Product.objects.none(), empty_label=gettext_lazy("请选择"))
    version = forms.ModelChoiceField(label=gettext_lazy("版本"), queryset=Version.objects.none(), required=False, empty_label=gettext_lazy("不区分"))
    made_on = day(gettext_lazy("出厂日期"))
    seller = forms.ModelChoiceField(label=gettext_lazy("所属服务商"), queryset=Organization.objects.none(), required=False,
                                    empty_label=gettext_lazy("暂不指定"))
    serials = forms.CharField(label=gettext_lazy("序列号"), widget=forms.Textarea(attrs={"rows": 8}), max_length=60_000,
                              help_text=gettext_lazy("一行一个，最多 500 个；更多的请用“导入表格”。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = Product.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["version"].queryset = Version.objects.filter(is_active=True).select_related("product")  # type: ignore[attr-defined]
        self.fields["version"].label_from_instance = lambda v: f"{v.product.name} {v.name}"  # type: ignore[attr-defined]
        self.fields["seller"].queryset = Organization.objects.filter(kind="agency").order_by("sort_key")  # type: ignore[attr-defined]
        for name in ("product", "serials"):
            self.fields[name].error_messages["required"] = _("请填写这一项。")

    def clean_serials(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["serials"].splitlines() if line.strip()]
        if len(lines) > 500:
            raise forms.ValidationError(_("一次最多 500 个序列号。"))
        return lines


class TransferForm(forms.Form):
    """转让."""

    target = text(gettext_lazy("新所有单位"), required=True, maxlength=120, autocomplete="off", list="companies")
    reason = text(gettext_lazy("转让原因"), required=True, maxlength=200)

    def clean_target(self) -> Organization:
        return company_named(self.cleaned_data["target"])
