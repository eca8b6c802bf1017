"""忘记密码 (manual 001 §1c): by mail, by telephone code where a channel for it is there, by the hotline."""

from __future__ import annotations

from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shouhou.foundation.access import Refused, beside
from shouhou.foundation.accounts import hashing, rules, throttle
from shouhou.foundation.accounts.forms import secret as secret_field
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.passwords import too_long
from shouhou.foundation.accounts.sources import household, neighbourhood, source_of
from shouhou.foundation.accounts.throttle import Budget
from shouhou.foundation.ui.says import say
from shouhou.registry.joining import ways
from shouhou.registry.joining.actions import ask_for_mail, open_recovery, recover

HOUR = 3600


class Forgotten(forms.Form):
    """用户名或邮箱."""

    who = forms.CharField(label=gettext_lazy("用户名或登记的邮箱"), max_length=254,
                          error_messages={"required": gettext_lazy("请填写用户名或登记的邮箱。"), "max_length": gettext_lazy("太长了，请核对。")})


class ByPhone(forms.Form):
    """登记的手机号, and a user name where one number has several."""

    phone = forms.CharField(label=gettext_lazy("登记的手机号"), max_length=32, error_messages={"required": gettext_lazy("请填写登记的手机号。")},
                            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "maxlength": "32"}))
    username = forms.CharField(label=gettext_lazy("用户名"), max_length=64, required=False, error_messages={
        "max_length": gettext_lazy("太长了，请核对。")}, help_text=gettext_lazy("一个手机号登记了几个账号时必填。"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "maxlength": "64"}))


class Again(forms.Form):
    """新密码, twice."""

    new = secret_field(gettext_lazy("新密码"), "new-password")
    again = secret_field(gettext_lazy("再次输入新密码"), "new-password")

    def __init__(self, data: object = None, *, user: User) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["new"].help_text = rules.said(rules.profile_of(user))

    def clean(self) -> dict[str, object]:
        facts = self.cleaned_data
        if facts.get("new") and facts.get("again") and facts["new"] != facts["again"]:
            self.add_error("again", _("两次输入的新密码不一样。"))
        return facts


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The ways that exist. POST `who` sends a link to the address on record, if there is anybody; the answer is the same either way."""
    form = Forgotten(request.POST if request.method == "POST" and ways.ready() else None)
    if form.is_bound:
        try:
            spend(request)
        except throttle.Spent as spent:
            form.add_error(None, _("尝试次数过多，请过一段时间再试，或拨打服务热线。"))
            response = choices(request, form, status=429)
            response.headers["Retry-After"] = str(spent.seconds)
            return response
        if form.is_valid():
            ask_for_mail(form.cleaned_data["who"], source_of(request))
            return render(request, "joining/sent.html", {
                "heading": _("请查收邮件"), "said": _("如果这个账号登记了邮箱，我们已经把链接发到那里，60 分钟内有效。没有收到的话，请拨打服务热线。")})
    return choices(request, form, status=400 if form.errors else 200)


def spend(request: HttpRequest) -> None:
    """What one place, one network and everybody may ask for in an hour. Raises `throttle.Spent`."""
    source = source_of(request)
    throttle.take(Budget(f"recovery:{household(source)}", 6, HOUR), Budget(f"recovery-around:{neighbourhood(source)}", 40, HOUR),
                  Budget("recovery:all", 500, HOUR))


def choices(request: HttpRequest, form: Forgotten | None = None, *, by_phone: ByPhone | None = None, status: int = 200) -> HttpResponse:
    """忘记密码: the ways side by side, one of them perhaps with what was wrong."""
    return render(request, "joining/recovery.html", {"form": form or Forgotten(), "ways": ways.ready(), "phone_form": by_phone or ByPhone(),
                                                     "sends_codes": ways.texting() is not None}, status=status)


@sensitive_post_parameters("new", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def recovery_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The link: choose a new password. 404 for one that opens nothing, whatever the reason; twenty tries an hour from one place."""
    try:
        throttle.take(Budget(f"recovery-link:{household(source_of(request))}", 20, HOUR), Budget("recovery-link:all", 2000, HOUR))
    except throttle.Spent:
        return render(request, "joining/link.html", {"message": _("尝试次数过多，请过一段时间再试。")}, status=429)
    found = open_recovery(secret)
    if found is None:
        return render(request, "joining/link.html", {"message": _("这个链接无效或已过期，请重新找回。")}, status=404)
    if request.method == "GET":
        return render(request, "joining/link.html", {"form": Again(user=found.user), "person": found.user})
    if any(too_long(request.POST.get(key, "")) for key in ("new", "again")):
        return render(request, "joining/link.html", {"form": Again(user=found.user), "message": _("密码太长：最多 256 个字节。")}, status=400)
    form = Again(request.POST, user=found.user)
    if form.is_valid():
        try:
            with hashing.core():
                encoded = make_password(form.cleaned_data["new"])
            recover(secret, form.cleaned_data["new"], encoded)
        except hashing.Busy:
            form.add_error(None, _("现在办理的人较多，请过几秒再试一次。"))
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("密码已重新设置，请登录。"))
            return HttpResponseRedirect("/login")
    return render(request, "joining/link.html", {"form": form, "person": found.user}, status=400)
