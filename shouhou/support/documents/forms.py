"""The form of a document, and the one of many."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.accounts.models import User
from shouhou.registry.products import tree
from shouhou.registry.products.models import Module, Product, Version
from shouhou.support.knowledge.forms import REQUIRED
from shouhou.support.knowledge.grid import CategoryField, categories

DRAFT = "documents.write"
DAY = {"invalid": _("请填写日期，例如 2026-12-31。")}


class Facts(forms.Form):
    """What one or many documents belong to, and from when until when they are shown. Rules are the verb's."""

    use_required_attribute = False
    category = CategoryField(label=_("分类"), queryset=categories(), error_messages=REQUIRED, empty_label=_("请选择"))
    product = forms.ModelChoiceField(label=_("产品"), queryset=Product.objects.none(), required=False, empty_label=_("不限"), error_messages=REQUIRED)
    module = forms.ModelChoiceField(label=_("模块"), queryset=Module.objects.none(), required=False, empty_label=_("不限"), error_messages=REQUIRED)
    version = forms.ModelChoiceField(label=_("版本号"), queryset=Version.objects.none(), required=False, empty_label=_("不限"), error_messages=REQUIRED)
    published_on = forms.DateField(label=_("发布日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), error_messages=DAY,
                                   help_text=_("不填时为发布当天；可以填以后的日期，到那天客户才看到"))
    expires_on = forms.DateField(label=_("有效期至"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), error_messages=DAY,
                                 help_text=_("过期后客户看不到"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = Product.objects.visible_to(user)
        self.fields["product"].queryset = products  # type: ignore[attr-defined]
        ids = set(products.values_list("pk", flat=True))
        for name, model, parts in (("module", Module, tree.modules()), ("version", Version, tree.versions())):
            field = self.fields[name]
            field.queryset = model.objects.filter(product__in=ids)  # type: ignore[attr-defined]
            of = {str(pk): [(part.pk, part.name) for part in parts if part.product_id == pk] for pk in ids}
            field.widget.attrs.update({"data-cascade-of": "id_product", "data-cascade": json.dumps(of, ensure_ascii=False)})


class DocumentForm(Facts):
    """One document."""

    title = forms.CharField(label=_("文档标题"), max_length=200, error_messages=REQUIRED, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    brief = forms.CharField(label=_("内容简介"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["title", "category", "product", "module", "version", "published_on", "expires_on", "brief"]
