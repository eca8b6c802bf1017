"""设置 → 邮件: how mail goes out, and trying it."""

from __future__ import annotations

import secrets

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shouhou.channels.email.posting import configured, letter, post, sender_of
from shouhou.foundation.access import Refused, allow
from shouhou.foundation.accounts import throttle
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.jobs import GiveUp, Retry
from shouhou.foundation.ui.says import say

TRIES = throttle.Budget("email:trial", 20, 3600)


class TrialForm(forms.Form):
    """收件邮箱."""

    address = forms.EmailField(label=gettext_lazy("收件邮箱"), max_length=120, error_messages={
        "required": gettext_lazy("请填写收件邮箱。"), "invalid": gettext_lazy("邮箱地址不对，例如 wang@example.com。")})


def page_of(request: HttpRequest, form: TrialForm, status: int = 200) -> HttpResponse:
    server = configured()
    return render(request, "email/settings.html", {"server": server, "sender": sender_of(server) if server else "", "form": form}, status=status)


@require_GET
def settings_page(request: HttpRequest) -> HttpResponse:
    """What EMAIL_URL says, without the password."""
    return page_of(request, TrialForm(initial={"address": reader(request).email}))


@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """发送测试邮件: by the way every notification takes, and say what the server answered."""
    server = configured()
    if server is None:
        raise Refused(_("没有配置邮件服务器（EMAIL_URL）。"))
    form = TrialForm(request.POST)
    if not form.is_valid():
        return page_of(request, form, 400)
    try:
        throttle.take(TRIES)
        post(server, letter(server, name=reader(request).name, address=form.cleaned_data["address"], subject=_("测试邮件"),
                            text=_("收到这封邮件，说明邮件通知可以正常发送。"), mark=secrets.token_hex(16)))
    except throttle.Spent:
        form.add_error(None, _("操作太频繁，请稍后再试。"))
        return page_of(request, form, 429)
    except (Retry, GiveUp) as no:
        form.add_error(None, str(no))
        return page_of(request, form, 400)
    say(request, _("测试邮件已交给邮件服务器，请到 %s 查收。") % form.cleaned_data["address"], "green")
    return HttpResponseRedirect("/workbench/settings/email/")


urlpatterns = [
    path("settings/email/", allow("email.manage", settings_page), name="email-settings"),
    path("settings/email/trial/", allow("email.manage", trial), name="email-trial"),
]
