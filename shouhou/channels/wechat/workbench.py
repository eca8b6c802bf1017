"""设置 → 微信公众号: connecting the 公众号, trying it, and who is bound."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shouhou.channels.wechat import account
from shouhou.channels.wechat.binding import unbind
from shouhou.channels.wechat.client import Client, Declined, NotReached
from shouhou.channels.wechat.mapping import FACTS
from shouhou.channels.wechat.models import API, OPEN, Account, Binding
from shouhou.foundation.access import Refused, allow
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say

SHOWN = 50
MASK = "●●●●●●●●"
LINES = {f"{which}_fields": forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}) for which in account.TEMPLATES}


class AccountForm(forms.ModelForm):
    """The 公众号. Secrets are typed and never shown, not even in a refused form."""

    class Meta:
        model = Account
        fields = ["name", "appid", "secret", "token", "aes_key", "mode", "way", "accepted_template", "accepted_fields", "resolved_template",
                  "resolved_fields", "other_template", "other_fields", "api_base", "open_base"]
        widgets = LINES | {name: forms.PasswordInput(attrs={"autocomplete": "new-password"}) for name in account.SECRETS} | {
            "appid": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})}

    def __init__(self, data: Any = None, *, instance: Account) -> None:
        kept = {name: bool(getattr(instance, name)) for name in account.SECRETS}
        super().__init__(data, instance=instance)
        for name, field in self.fields.items():
            field.error_messages["required"] = _("请填写这一项。")
            if kept.get(name):
                field.widget.attrs["placeholder"] = MASK
                field.help_text = _("已保存，不再显示；留空表示不改。")
        self.fields["accepted_fields"].help_text = _("每行“模板里的字段名=内容”。内容可以是：%s。") % _("、").join(FACTS)

    def _post_clean(self) -> None:
        """The action checks and writes; the instance stays as it is, so that a refused form changes nothing."""


def page_of(request: HttpRequest, form: AccountForm, known: Account | None, status: int = 200) -> HttpResponse:
    before = request.GET.get("before", "")
    rows = Binding.objects.filter(unbound_at=None).select_related("user").order_by("-id")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: SHOWN + 1])
    page = {"next_url": f"?before={found[SHOWN - 1].pk}#bindings" if len(found) > SHOWN else "", "previous_url": ""}
    return render(request, "wechat/settings.html", {
        "form": form, "account": known, "callback_url": account.callback_url(), "binding_url": account.binding_url(), "bindings": found[:SHOWN],
        "page": page, "advanced": status != 200 or (known and (known.api_base, known.open_base) != (API, OPEN))}, status=status)


@sensitive_post_parameters("secret", "token", "aes_key")
@never_cache
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """The account's form, its callback address, the bindings."""
    known = Account.objects.filter(pk=account.ONE).first()
    form = AccountForm(request.POST if request.method == "POST" else None, instance=known or Account())
    if request.method == "GET":
        return page_of(request, form, known)
    if form.is_valid():
        try:
            account.connect(by=reader(request), **form.cleaned_data)
        except Refused as no:
            for field, sentence in no.fields.items():
                form.add_error(field, sentence)
        else:
            say(request, _("公众号已保存，可以点“测试”检查。"), "green")
            return redirect("wechat-settings")
    return page_of(request, form, known, 400)


@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """测试: fetch an access token as every push does, and say what WeChat answered."""
    known = Account.objects.filter(pk=account.ONE).first()
    if known is None:
        raise Refused(_("还没有接入公众号。"))
    try:
        Client(known).renew()
    except Declined as no:
        say(request, _("微信拒绝了：%s。请检查 AppID、AppSecret 和 IP 白名单。") % no, "red")
    except NotReached as no:
        say(request, _("连不上微信服务器：%s。") % no, "red")
    else:
        say(request, _("连接正常：微信已给出 access_token。"), "green")
    return redirect("wechat-settings")


@require_POST
def disconnect(request: HttpRequest) -> HttpResponse:
    """断开公众号."""
    account.disconnect(by=reader(request))
    say(request, _("公众号已断开，密钥已删除。"), "green")
    return redirect("wechat-settings")


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """解除绑定 of anybody's."""
    unbind(get_object_or_404(Binding, pk=pk, unbound_at=None), by=reader(request))
    say(request, _("已解除绑定。"), "green")
    return redirect("wechat-settings")


urlpatterns = [
    path("settings/wechat/", allow("wechat.manage", settings_page), name="wechat-settings"),
    path("settings/wechat/trial/", allow("wechat.manage", trial), name="wechat-trial"),
    path("settings/wechat/removal/", allow("wechat.manage", disconnect), name="wechat-disconnect"),
    path("settings/wechat/bindings/<int:pk>/removal/", allow("wechat.manage", release), name="wechat-binding-removal"),
]
