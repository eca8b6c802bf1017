"""设置 → 短信: connecting the gateway, trying it, and what was sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shouhou.channels.sms import gateway
from shouhou.channels.sms.grid import MESSAGES
from shouhou.channels.sms.models import ENDPOINT, Gateway, Message
from shouhou.channels.sms.sending import mobile, send, used_today
from shouhou.foundation.access import Refused, allow
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.grid import grid_page
from shouhou.foundation.jobs import GiveUp, Retry
from shouhou.foundation.ui.says import say

MASK = "●●●●●●●●"


class GatewayForm(forms.ModelForm):
    """The account. Its secret is typed and never shown, not even in a refused form."""

    secret = forms.CharField(label="AccessKey Secret", required=False, max_length=100, strip=True,
                             widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    class Meta:
        model = Gateway
        fields = ["access_key", "secret", "sign_name", "code_template", "invitation_template", "notice_template", "most_a_day", "endpoint"]
        widgets = {"access_key": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})}

    def __init__(self, data: Any = None, *, instance: Gateway) -> None:
        super().__init__(data, instance=instance)
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写这一项。")
        self.fields["most_a_day"].error_messages["invalid"] = _("请填写整数。")
        if instance.sealed_secret:
            self.fields["secret"].widget.attrs["placeholder"] = MASK
            self.fields["secret"].help_text = _("已保存，不再显示；留空表示不改。")
        self.fields["sign_name"].help_text = _("审核通过的名称，不带【】。")
        self.fields["code_template"].help_text = _("变量 code，例如：您的验证码是${code}，10分钟内有效，请勿告诉他人。")
        self.fields["invitation_template"].help_text = _("变量 token，例如：同事邀请您使用售后服务平台：https://主机名/invitation/${token}/。不填则不能用手机邀请。")
        self.fields["notice_template"].help_text = _("变量 text，例如：服务提醒：${text}。不填则不发短信通知。")
        self.fields["most_a_day"].help_text = _("全部用途合计，到了就不再发送。")

    def _post_clean(self) -> None:
        """The action checks and writes; the instance stays as it is, so that a refused form changes nothing."""


class TrialForm(forms.Form):
    """手机号."""

    number = forms.CharField(label=gettext_lazy("手机号"), max_length=20, error_messages={"required": gettext_lazy("请填写手机号。")},
                             widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}))

    def clean_number(self) -> str:
        number = mobile(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(_("请填写 11 位手机号。"))
        return number


def page_of(request: HttpRequest, form: GatewayForm, known: Gateway | None, trial: TrialForm | None = None, status: int = 200) -> HttpResponse:
    return render(request, "sms/settings.html", {
        "form": form, "gateway": known, "trial": trial or TrialForm(initial={"number": mobile(reader(request).phone)}),
        "used": used_today(known) if known else 0, "advanced": status != 200 or (known and known.endpoint != ENDPOINT),
        "failed": known and Message.objects.visible_to(request.user).exclude(state=Message.State.SENT).exists()}, status=status)


@sensitive_post_parameters("secret")
@never_cache
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """The account's form, today's count, a trial."""
    known = Gateway.objects.filter(pk=gateway.ONE).first()
    form = GatewayForm(request.POST if request.method == "POST" else None, instance=known or Gateway())
    if request.method == "GET":
        return page_of(request, form, known)
    if form.is_valid():
        try:
            gateway.connect(by=reader(request), **form.cleaned_data)
        except Refused as no:
            for field, sentence in no.fields.items():
                form.add_error(field, sentence)
        else:
            say(request, _("短信已保存，可以发一条测试短信检查。"), "green")
            return redirect("sms-settings")
    return page_of(request, form, known, status=400)


@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """测试: the code template with 000000, by the way every code takes, and say what the gateway answered."""
    known = Gateway.objects.filter(pk=gateway.ONE).first()
    if known is None:
        raise Refused(_("还没有接入短信。"))
    form = TrialForm(request.POST)
    if form.is_valid():
        try:
            send(form.cleaned_data["number"], known.code_template, {"code": "000000"}, purpose=Message.Purpose.TRIAL)
        except (Retry, GiveUp) as no:
            form.add_error(None, str(no))
        else:
            say(request, _("短信平台已接收测试短信，请查看手机 %s。") % form.cleaned_data["number"], "green")
            return redirect("sms-settings")
    return page_of(request, GatewayForm(instance=known), known, form, 400)


@require_POST
def removal(request: HttpRequest) -> HttpResponse:
    """断开短信."""
    gateway.disconnect(by=reader(request))
    say(request, _("短信已断开，密钥已删除。"), "green")
    return redirect("sms-settings")


@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """短信记录."""
    return grid_page(request, MESSAGES, template="sms/messages.html", nothing=_("还没有发出过短信。"),
                     row_class=lambda row: "late" if row.get("state") == Message.State.DEAD else "")


urlpatterns = [
    path("settings/sms/", allow("sms.manage", settings_page), name="sms-settings"),
    path("settings/sms/trial/", allow("sms.manage", trial), name="sms-trial"),
    path("settings/sms/removal/", allow("sms.manage", removal), name="sms-disconnect"),
    path("settings/sms/messages/", allow("sms.manage", messages), name="sms-messages"),
]
