"""我要提问: the form of a new question, with the fields this vendor has chosen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from shouhou.foundation.accounts.models import User
from shouhou.foundation.kept import Kept
from shouhou.foundation.kit.phones import is_phone
from shouhou.registry.organizations.belonging import places
from shouhou.registry.products import tree
from shouhou.registry.products.models import Module, Version
from shouhou.support.tickets.askform import fields as chosen_fields
from shouhou.support.tickets.forms.writing import RichText
from shouhou.support.tickets.models import Term

Known = dict[str, dict[str, Any]]
asked_terms: Kept[list[Term]] = Kept(lambda: list(Term.objects.filter(
    vocabulary__in=[Term.Vocabulary.KIND, Term.Vocabulary.URGENCY], is_active=True)))
"""What the customer may say of a question: its kinds and urgencies."""


def required(sentence: str) -> dict[str, str]:
    return {"required": sentence, "invalid_choice": _("请重新选择。")}


class PartField(forms.ChoiceField):
    """A module or version. Whether one must be given depends on the product, so the form as a whole asks for it."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class AskForm(forms.Form):
    """A new question of `user`. After `is_valid`, `facts()` is what the action `ask` takes."""

    use_required_attribute = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.known: Known = {}
        self.chosen = chosen_fields()
        if len(places(user)) > 1:
            self.fields["organization"] = forms.ChoiceField(
                label=_("单位"), error_messages=required(_("请选择为哪个单位提问。")),
                choices=[("", _("请选择")), *((str(p.organization_id), p.name) for p in places(user))])
        for name, field in self.chosen.items():
            if field.is_shown and (made := getattr(self, f"_{name}")(field.is_required)) is not None:
                made.label = made.label or _(field.label)
                self.fields[name] = made

    def _contact_name(self, is_required: bool) -> forms.Field:
        return forms.CharField(
            max_length=60, initial=self.user.name, error_messages=required(_("请填写直接提问联系人。")),
            help_text=_("问题的直接提出者，方便顾问处理问题时直接沟通"), widget=forms.TextInput(attrs={"autocomplete": "name"}))

    def _contact_phone(self, is_required: bool) -> forms.Field:
        return forms.CharField(
            max_length=40, initial=self.user.phone, error_messages=required(_("请填写直接联系电话。")),
            help_text=_("问题提出人的电话，方便直接沟通问题的细节"),
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))

    def _product(self, is_required: bool) -> forms.Field:
        held = tree.choosable(self.user)
        self.known["product"] = {str(p.pk): p for p in held}
        return forms.ChoiceField(
            choices=[*([("", _("请选择"))] if len(held) != 1 else []), *((str(p.pk), p.name) for p in held)],
            initial=str(held[0].pk) if len(held) == 1 else "", error_messages=required(_("请选择问题发生产品。")),
            help_text=_("多产品企业务必选择准确") if len(held) > 1 else "")

    def _module(self, is_required: bool) -> forms.Field | None:
        return self._part("module", tree.modules(), is_required)

    def _version(self, is_required: bool) -> forms.Field | None:
        return self._part("version", tree.versions(), is_required)

    def _part(self, name: str, parts: Sequence[Module | Version], is_required: bool) -> forms.Field | None:
        products = self.known["product"]
        rows = [part for part in parts if str(part.product_id) in products]
        self.known[name] = {str(row.pk): row for row in rows}
        if not rows:
            return None
        of = {product: [(row.pk, row.name) for row in rows if str(row.product_id) == product] for product in products}
        groups = [(products[product].name, found) for product, found in of.items() if found]
        return PartField(choices=[("", _("请选择")), *groups], required=is_required, error_messages=required(""), widget=forms.Select(
            attrs={"data-cascade-of": "id_product", "data-cascade": json.dumps(of, ensure_ascii=False)}))

    def _terms(self, vocabulary: Term.Vocabulary, is_required: bool, sentence: str) -> forms.Field | None:
        if "terms" not in self.known:
            self.known["terms"] = {str(term.pk): term for term in asked_terms()}
        found = [(pk, term.label) for pk, term in self.known["terms"].items() if term.vocabulary == vocabulary]
        if not found:
            return None
        return forms.ChoiceField(choices=[("", _("请选择")), *found], required=is_required, error_messages=required(sentence))

    def _kind(self, is_required: bool) -> forms.Field | None:
        return self._terms(Term.Vocabulary.KIND, is_required, _("请选择问题类型。"))

    def _urgency(self, is_required: bool) -> forms.Field | None:
        return self._terms(Term.Vocabulary.URGENCY, is_required, _("请选择问题紧急程度。"))

    def _title(self, is_required: bool) -> forms.Field:
        return forms.CharField(error_messages=required(_("请填写问题标题。")), max_length=200, widget=forms.TextInput(
            attrs={"placeholder": _("用一句话说明问题，例如：核销应收单的凭证模板未设置，不能生成凭证"), "autocomplete": "off"}))

    def _description(self, is_required: bool) -> forms.Field:
        return RichText(blank=_("请填写问题描述。"), help_text=_("请详细描述问题的发生细节，可以直接粘贴或拖入截图"))

    def _files(self, is_required: bool) -> None:
        """Not a form field: attachments are uploaded as they are chosen, and come as the tokens `files`."""

    def _is_private(self, is_required: bool) -> forms.Field:
        return forms.BooleanField(required=False, help_text=_("勾选后，除本单位管理员和服务人员外，其他用户看不到这个问题"))

    def clean_contact_phone(self) -> str:
        phone = str(self.cleaned_data["contact_phone"])
        if not is_phone(phone):
            raise forms.ValidationError(_("请填写正确的电话：手机号、带区号的座机或 400 电话。"))
        return phone

    def clean(self) -> None:
        """Modules and versions must belong to the product, and be given where the vendor wants them and the product has any."""
        product = self.cleaned_data.get("product")
        if not product:
            return
        for name, word in (("module", _("应用模块")), ("version", _("使用版本"))):
            if name not in self.fields:
                continue
            given = self.known[name].get(self.cleaned_data.get(name) or "")
            has_any = any(str(row.product_id) == product for row in self.known[name].values())
            if given is not None and str(given.product_id) != product:
                self.add_error(name, _("所选%s不属于这个产品，请重新选择。") % word)
            elif given is None and has_any and self.chosen[name].is_required and name not in self.errors:
                self.add_error(name, _("请选择%s。") % word)

    def facts(self) -> dict[str, Any]:
        """Everything `ask` takes from a form, as objects."""
        given = self.cleaned_data
        chosen = {name: self.known.get(table, {}).get(given.get(name) or "") for name, table in (
            ("product", "product"), ("module", "module"), ("version", "version"), ("kind", "terms"), ("urgency", "terms"))}
        texts = {name: given[name] for name in ("title", "description", "contact_name", "contact_phone")}
        return {**texts, **chosen, "is_private": bool(given.get("is_private"))}

    @property
    def organization_id(self) -> int:
        """The company the question is asked for; checked to be one of the person's own."""
        return int(self.cleaned_data.get("organization") or places(self.user)[0].organization_id)

    @property
    def shows_files(self) -> bool:
        return self.chosen["files"].is_shown

    @property
    def wants_files(self) -> bool:
        return self.chosen["files"].is_required
