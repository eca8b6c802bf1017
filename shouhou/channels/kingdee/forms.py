"""The form of a link."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouhou.channels.kingdee.models import Link
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.models import Organization


class LinkForm(forms.ModelForm):  # type: ignore[type-arg]
    """客户, 签名方式, 应用 ID, 应用密钥, 数据中心 ID, 默认用户名, 用户对应, 允许时差."""

    secret = forms.CharField(label=_("应用密钥"), required=False, max_length=120, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
                             help_text=_("星空后台给出的应用密钥；固定链接不填时自动生成。已保存的密钥不会再显示。"))
    pairs = forms.CharField(label=_("用户对应"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
                            help_text=_("每行一对：星空用户名=本平台用户名。不填时都用默认用户名。"))

    class Meta:
        model = Link
        fields = ("organization", "scheme", "app_id", "dbid", "username", "skew")
        help_texts = {"app_id": _("星空后台给出的应用 ID；固定链接不填时自动生成。"),
                      "dbid": _("星空 ud 方式必填。"), "username": _("这家单位在本平台的用户名。"), "skew": _("只用于带时间的链接，最多 300 秒。")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["app_id"].required = False
        self.fields["organization"].error_messages["required"] = _("请选择客户。")
        self.fields["organization"].empty_label = _("请选择")  # type: ignore[attr-defined]
        self.fields["organization"].queryset = Organization.objects.filter(kind=Organization.Kind.CUSTOMER).order_by("sort_key")  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields["pairs"].initial = "\n".join(f"{k}={v}" for k, v in self.instance.users.items())

    def clean_skew(self) -> int:
        if self.cleaned_data["skew"] > 300:
            raise forms.ValidationError(_("允许时差最多 300 秒。"))
        return int(self.cleaned_data["skew"])

    def clean_pairs(self) -> dict[str, str]:
        found = {}
        for line in self.cleaned_data["pairs"].splitlines():
            if line.strip():
                theirs, sign, ours = (part.strip() for part in line.partition("="))
                if not sign or not theirs or not ours or len(line) > 200:
                    raise forms.ValidationError(_("请按“星空用户名=本平台用户名”填写，每行一对。"))
                found[theirs] = ours
        if len(json.dumps(found)) > 20000:
            raise forms.ValidationError(_("用户对应太多。"))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("app_id") and "app_id" not in self.errors:
            if data.get("scheme") == Link.Scheme.OWN:
                data["app_id"] = self.instance.app_id or secrets.token_hex(6)
            else:
                self.add_error("app_id", _("请填写星空后台给出的应用 ID。"))
        company, scheme = data.get("organization"), data.get("scheme")
        if scheme and scheme != Link.Scheme.OWN:
            if not data.get("dbid"):
                self.add_error("dbid", _("请填写数据中心 ID。"))
            if not data.get("secret") and not self.instance.pk:
                self.add_error("secret", _("请填写星空后台给出的应用密钥。"))
        names = {"username": [data.get("username", "")], "pairs": list((data.get("pairs") or {}).values())}
        for field, wanted in names.items():
            for name in filter(None, wanted):
                user = User.objects.by_name(name)
                if company and (user is None or not user.memberships.filter(organization=company).exists()):
                    self.add_error(field, _("“%s”不是这家单位的用户。") % name[:40])
        if not data.get("username") and not data.get("pairs") and not self.errors:
            self.add_error("username", _("请填写默认用户名，或填写用户对应。"))
        return data
