"""The form of an article."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.accounts.models import User
from shouhou.registry.products import tree
from shouhou.registry.products.models import Module, Product, Version
from shouhou.support.knowledge.grid import CategoryField, categories
from shouhou.support.knowledge.models import Article

DRAFT = "knowledge.write"
REQUIRED = {"required": _("请填写这一项。"), "invalid_choice": _("请重新选择。")}


class ArticleForm(forms.Form):
    """新增知识库: 标题, 分类, 简要描述, 详细内容, and what it belongs to. Rules are the verb's."""

    use_required_attribute = False
    title = forms.CharField(label=_("标题"), max_length=200, error_messages=REQUIRED, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    category = CategoryField(label=_("分类"), queryset=categories(), error_messages=REQUIRED, empty_label=_("请选择"))
    brief = forms.CharField(label=_("简要描述"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                            help_text=_("简要描述问题答案，回复客户时发送的就是这段文字"))
    body = forms.CharField(label=_("详细内容"), error_messages={"required": _("请填写详细内容。")}, widget=forms.Textarea(attrs={"rows": 12}))
    product = forms.ModelChoiceField(label=_("产品"), queryset=Product.objects.none(), required=False, empty_label=_("不限"), error_messages=REQUIRED)
    module = forms.ModelChoiceField(label=_("模块"), queryset=Module.objects.none(), required=False, empty_label=_("不限"), error_messages=REQUIRED)
    version = forms.ModelChoiceField(label=_("版本号"), queryset=Version.objects.none(), required=False, empty_label=_("不限"), error_messages=REQUIRED)
    audience = forms.ChoiceField(label=_("可见范围"), choices=Article.Audience.choices)
    expires_on = forms.DateField(label=_("有效期至"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                                 error_messages={"invalid": _("请填写日期，例如 2026-12-31。")}, help_text=_("过期后客户看不到，负责人会在列表中看到"))
    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)

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


def facts_of(article: Article) -> dict[str, Any]:
    """What the form begins with."""
    return {name: getattr(article, name) for name in ("title", "category", "brief", "body", "product", "module", "version", "audience", "expires_on",
                                                     "edition")}
