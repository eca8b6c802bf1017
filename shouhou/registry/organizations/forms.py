"""What people type into the pages of this room. What will do is for the actions; forms only carry it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import holders
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.models import Organization, Vendor
from shouhou.registry.organizations.people import staff_roles


def text(label: Any, *, required: bool = False, **attrs: Any) -> forms.CharField:
    """A line of text. Actions say what is missing or too long, in their own words."""
    field = forms.CharField(label=label, required=required, widget=forms.TextInput(attrs=attrs))
    field.error_messages["required"] = _("请填写这一项。")
    return field


class PersonOf(forms.ModelChoiceField):
    """A choice of a person by name."""

    def label_from_instance(self, obj: Any) -> str:
        return gettext("%(name)s（%(username)s）") % {"name": obj.name, "username": obj.username}


class OrganizationForm(forms.Form):
    """The facts of a company."""

    name = text(_("单位名称"), required=True, maxlength=120)
    kind = forms.ChoiceField(label=_("类别"), choices=[(k, label) for k, label in Organization.Kind.choices if k in {"agency", "customer"}])
    short_name = text(_("简称"), maxlength=40)
    code = text(_("客户编码"), maxlength=40)
    consultant = PersonOf(label=_("责任顾问"), queryset=User.objects.none(), required=False, empty_label=_("暂不指定"))
    region = text(_("所属区域"), maxlength=60, autocomplete="off", list="regions")
    phone = text(_("电话"), maxlength=32)
    address = text(_("地址"), maxlength=200)
    share_questions = forms.BooleanField(label=_("本单位用户互相可见问题"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].widget.attrs["data-suggest"] = "/workbench/regions/"
        field = self.fields["consultant"]
        assert isinstance(field, PersonOf)
        field.queryset = consultants()


def consultants() -> QuerySet[User]:
    """The people who may be responsible for a company."""
    return holders("organizations.answer_for").order_by("sort_key", "pk")


class PersonForm(forms.Form):
    """A person of a customer."""

    username = text(_("用户名"), required=True, maxlength=64, autocapitalize="none", autocomplete="off")
    name = text(_("真实姓名"), required=True, maxlength=60, autocomplete="off")
    phone = text(_("联系电话"), maxlength=32, autocomplete="off")
    email = text(_("邮箱"), maxlength=254, autocomplete="off")
    is_admin = forms.BooleanField(label=_("设为本单位管理员"), required=False,
                                  help_text=_("管理员可以查看本单位全部问题、查询用户名、重置密码。"))

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["username"]
            del self.fields["is_admin"]
        else:
            self.fields["username"].help_text = _("登录用，保存后不再更改；可以用中文、字母、数字和 . @ + - _。")


class StaffForm(PersonForm):
    """A person of the vendor, with roles."""

    roles = forms.MultipleChoiceField(label=_("角色"), widget=forms.CheckboxSelectMultiple,
                                      error_messages={"required": _("请至少选择一个角色。")})

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, known=known, **kwargs)
        self.fields.pop("is_admin", None)
        roles = self.fields["roles"]
        assert isinstance(roles, forms.MultipleChoiceField)
        roles.choices = list(staff_roles().items())


class VendorForm(forms.ModelForm):
    """厂商资料."""

    logo_file = forms.FileField(label=_("标志"), required=False, help_text=_("PNG、JPG 或 WebP 图片，建议高 72 像素以上。"),
                                widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}))
    wechat_qr_file = forms.FileField(label=_("公众号二维码"), required=False, help_text=_("客户扫描后关注公众号。"),
                                     widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}))

    class Meta:
        model = Vendor
        fields = ["name", "short_name", "platform_name", "colour", "website", "service_address", "hotlines", "email", "wechat_name",
                  "sign_in_hint", "terms", "fee_warning_days", "auto_close_days", "escalate_days"]
        widgets = {"colour": forms.TextInput(attrs={"type": "color"}), "website": forms.TextInput(attrs={"inputmode": "url"}),
                   "email": forms.TextInput(attrs={"inputmode": "email"}), "terms": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写这一项。")
        self.fields["hotlines"].help_text = _("登录页和客户页面上显示，例如 0710-3470000。")
        self.fields["sign_in_hint"].help_text = _("显示在登录页，告诉客户不知道用户名时问谁。")
        self.fields["platform_name"].help_text = _("登录页的大标题。")

    def facts(self) -> dict[str, Any]:
        """The typed values, without the files."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"logo_file", "wechat_qr_file"}}
