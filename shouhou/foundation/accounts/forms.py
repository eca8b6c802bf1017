"""What people type into the pages of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.accounts import passwords, rules
from shouhou.foundation.accounts.models import User


def secret(label: Any, autocomplete: str) -> forms.CharField:
    """A field for a password: never shown, never stripped."""
    return forms.CharField(label=label, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
                           error_messages={"required": format_lazy(_("请输入{label}。"), label=label)})


class SignIn(forms.Form):
    """用户名 and 密码. Where the user name is fixed the field only shows it."""

    username = forms.CharField(label=_("用户名"), error_messages={"required": _("请输入用户名。")}, widget=forms.TextInput(
        attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}))
    password = secret(_("密码"), "current-password")

    def __init__(self, data: QueryDict | None = None, *, fixed: str = "", initial: dict[str, str] | None = None) -> None:
        if fixed and data is not None:
            data = data.copy()
            data["username"] = fixed  # whatever the page posted
        super().__init__(data, initial={"username": fixed} if fixed else initial)
        if fixed:
            self.fields["username"].widget.attrs["readonly"] = True
        self.fields["password" if fixed else "username"].widget.attrs["autofocus"] = True


class ChangePassword(forms.Form):
    """密码修改: the old one, and the new one twice."""

    old = secret(_("原密码"), "current-password")
    new = secret(_("新密码"), "new-password")
    again = secret(_("再次输入新密码"), "new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new"].help_text = rules.said(rules.profile_of(user))

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        passwords.check(new, self.user)
        return new

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", ValidationError(_("两次输入的新密码不一样。")))
        if data.get("new") and data.get("new") == data.get("old"):
            self.add_error("new", ValidationError(_("新密码不能和原密码相同。")))
        return data


class Proof(forms.Form):
    """The own password, once more."""

    password = secret(_("登录密码"), "current-password")
