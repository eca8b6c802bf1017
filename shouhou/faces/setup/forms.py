"""What the wizard asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.accounts import passwords
from shouhou.foundation.accounts.forms import secret
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.forms import VendorForm, text
from shouhou.registry.organizations.models import Vendor

FIRST = ["name", "short_name", "platform_name", "colour", "service_address", "hotlines", "email", "website", "wechat_name", "sign_in_hint", "terms"]


class TokenForm(forms.Form):
    """安装码."""

    token = text(_("安装码"), required=True, autocomplete="off", spellcheck="false", autofocus=True)


class FirstVendorForm(VendorForm):
    """Step 1: whose platform. Pictures and days come later, when somebody is responsible for them."""

    class Meta(VendorForm.Meta):
        model = Vendor
        fields = FIRST

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["logo_file"], self.fields["wechat_qr_file"]


class AdministratorForm(forms.Form):
    """Step 2: who administers it."""

    username = text(_("用户名"), required=True, maxlength=64, autocapitalize="none", autocomplete="username")
    name = text(_("真实姓名"), required=True, maxlength=60, autocomplete="name")
    password = secret(_("密码"), "new-password")
    again = secret(_("再次输入密码"), "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _("至少 8 位，可以用一句话；不能是常见密码，也不能是用户名、姓名或单位名称。")

    def clean(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        if "password" in data:
            try:
                passwords.check(data["password"], User(username=data.get("username", ""), name=data.get("name", "")))
            except ValidationError as no:
                self.add_error("password", no)
            if "again" in data and data["password"] != data["again"]:
                self.add_error("again", _("两次输入的密码不一样。"))
        return self.cleaned_data
