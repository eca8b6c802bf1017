"""免费注册 and 修改资料 as forms, made from the catalogue of fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, beside
from shouhou.foundation.accounts import passwords, rules
from shouhou.foundation.accounts.models import User
from shouhou.registry.joining import typed
from shouhou.registry.joining.catalogue import FIRST, SECOND, Entry, shown

COMPLETE = {"name": "name", "email": "email", "phone": "tel", "company": "organization", "username": "username"}


class Told(forms.Form):
    """The fields of a person that the administrator wants asked; `keys` narrows them."""

    def __init__(self, data: Any = None, *, keys: frozenset[str] | None = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.entries = {key: entry for key, entry in shown().items() if keys is None or key in keys}
        for key, entry in self.entries.items():
            self.fields[key] = _field(entry)

    def clean(self) -> dict[str, Any]:
        facts = {}
        for key, entry in self.entries.items():
            if key not in {"username", "password"} and key not in self.errors:
                try:
                    facts[key] = typed.fact(self.cleaned_data.get(key, ""), entry)
                except Refused as no:
                    beside(self, no)
        return {**self.cleaned_data, **facts}

    def part(self, part: str) -> list[Any]:
        """The bound fields of 填写信息 or 完善信息."""
        return [self[key] for key, entry in self.entries.items() if entry.part == part]


class Registration(Told):
    """免费注册."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["again"] = _secret(_("再次输入密码"))
        self.fields["wants_vip"] = forms.BooleanField(label=_("申请VIP"), required=False)
        self.fields["wants_admin"] = forms.BooleanField(label=_("申请管理员"), required=False)
        self.fields["agrees"] = forms.BooleanField(required=False)
        self.order_fields([*(k for k, e in self.entries.items() if e.part == FIRST and k != "password"), "password", "again"])

    def first(self) -> list[Any]:
        """填写信息, the repeated password after the first."""
        return [bound for field in self.part(FIRST) for bound in ((field, self["again"]) if field.name == "password" else (field,))]

    def second(self) -> list[Any]:
        """完善信息."""
        return self.part(SECOND)

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if "username" not in self.errors:
            try:
                facts["username"] = typed.username(str(facts.get("username", "")), self.entries["username"])
            except Refused as no:
                self.add_error("username", no.message)
        password = str(facts.get("password") or "")
        if password:
            self._check_password(password, facts)
            if facts.get("again") and facts["again"] != password:
                self.add_error("again", _("两次输入的密码不一样。"))
        if facts.get("wants_vip") and "service_code" in self.entries and not facts.get("service_code") and not self.errors.get("service_code"):
            self.add_error("service_code", _("VIP用户必填服务编号。"))
        if not facts.get("agrees"):
            self.add_error("agrees", _("请阅读服务条款并勾选同意，然后提交。"))
        return facts

    def _check_password(self, password: str, facts: dict[str, Any]) -> None:
        person = User(**{key: str(facts.get(key) or "") for key in ("username", "name", "email", "phone")})
        try:
            passwords.check(password, person)
        except forms.ValidationError as no:
            self.add_error("password", no)

    def facts(self) -> dict[str, Any]:
        """What is told, without password and consent."""
        return {key: value for key, value in self.cleaned_data.items() if key not in {"password", "again", "agrees"}}

    def odd(self) -> list[str]:
        """Names that came along and are no fields of this form: somebody tries to give himself something."""
        own = {*self.fields, "csrfmiddlewaretoken", "_key"}
        return sorted(str(name)[:40] for name in self.data if name not in own)[:20]


def _field(entry: Entry) -> forms.Field:
    """A control for one entry. What will do is for `typed`; the control only carries it."""
    label = _(entry.label)
    if entry.key == "password":
        field = _secret(label)
        field.help_text = rules.said(rules.profile_of(User()))
        return field
    more: dict[str, str] = {"maxlength": str(entry.longest)}
    if entry.key in COMPLETE:
        more["autocomplete"] = COMPLETE[entry.key]
    if entry.key == "username":
        more |= {"autocapitalize": "none", "spellcheck": "false"}
    if entry.key == "qq":
        more["inputmode"] = "numeric"
    if entry.key == "product":
        found = typed.products(entry)
        control: forms.Widget = forms.Select(choices=[("", _("请选择")), *((name, name) for name in found)])
    elif entry.key == "born_on":
        control = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    else:
        control = forms.TextInput(attrs=more)
    made = forms.CharField(label=label, required=False, widget=control)
    made.required = entry.is_required
    made.error_messages["required"] = _("请填写%s。") % label
    if entry.key == "name" and entry.rule == "hanzi":
        made.help_text = _("必须是汉字，提交问题和服务预约时使用。")
    if entry.key == "service_code":
        made.help_text = _("VIP用户必填。不清楚服务编号请拨打服务热线。")
    if entry.key == "username":
        made.help_text = _("登录名，由字母和数字组成，不能与其他用户重复。")
    if entry.key == "phone":
        made.help_text = _("服务人员用它与您联系，请务必填写真实号码。")
    return made


def _secret(label: str) -> forms.CharField:
    field = forms.CharField(label=label, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    field.error_messages["required"] = _("请填写%s。") % label
    return field
