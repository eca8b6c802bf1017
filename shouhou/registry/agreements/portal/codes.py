"""服务识别码 for the customer: what the own company has, 设置密码, 修改, 找回, and the questions people ask about it (manual 002)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shouhou.foundation.access import PUBLIC, Refused, allow, beside
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.accounts.sources import source_of
from shouhou.foundation.ui.says import say
from shouhou.registry.agreements.actions import ask_recovery, change_pin, code_for, may_set_pin, recover, recovery_of, set_pin, verify
from shouhou.registry.agreements.happened import lately
from shouhou.registry.agreements.models import ServiceCode
from shouhou.registry.agreements.portal.gate import remember
from shouhou.registry.agreements.validity import until
from shouhou.registry.assets.models import Asset
from shouhou.registry.assets.shell import shell
from shouhou.registry.organizations.belonging import vendor
from shouhou.registry.organizations.forms import text


def secret(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=40, error_messages={"required": gettext_lazy("请填写这一项。")},
                           widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))


class CodeForm(forms.Form):
    """Code and PIN."""

    code = text(gettext_lazy("服务识别码"), required=True, maxlength=40, inputmode="numeric", autocomplete="off")
    pin = secret(gettext_lazy("密码"))


class NewPin(forms.Form):
    """A PIN typed twice."""

    new = secret(gettext_lazy("新密码"))
    again = secret(gettext_lazy("再输入一次新密码"))

    def clean(self) -> None:
        if self.cleaned_data.get("new") and self.cleaned_data.get("again") and self.cleaned_data["new"] != self.cleaned_data["again"]:
            self.add_error("again", _("两次输入的密码不一样。"))


class ChangeForm(NewPin, CodeForm):
    """修改识别码密码."""

    field_order = ("code", "pin", "new", "again")


class RecoveryForm(forms.Form):
    """识别码密码找回."""

    code = text(gettext_lazy("服务识别码"), required=True, maxlength=40, inputmode="numeric", autocomplete="off")
    company = text(gettext_lazy("单位名称"), required=True, maxlength=120)


@never_cache
def my_codes(request: HttpRequest) -> HttpResponse:
    """The codes of the own companies. A 管理员 sees them whole and may set the PIN; others see the two ends."""
    user = reader(request)
    rows = ServiceCode.objects.visible_to(user).filter(organization__memberships__user=user).distinct()
    found = [{"code": c, "may": may_set_pin(user, c), "until": until(c), "happened": lately(c)[:8]}
             for c in rows.select_related("organization", "product", "asset").order_by("id")[:100]]
    return render(request, "agreements/portal/codes.html", {"rows": found})


@never_cache
@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """设置密码: a new PIN, drawn or typed, is the answer itself and is kept nowhere."""
    user = reader(request)
    code = get_object_or_404(ServiceCode.objects.visible_to(user).filter(organization__memberships__user=user).distinct(), pk=pk)
    try:
        made = set_pin(code, by=user, pin=request.POST.get("pin", "").strip()[:40])
    except Refused as no:
        say(request, no.sentence, "red")
        return redirect("my_codes")
    return render(request, "agreements/portal/pin_once.html", {"code": code, "pin": made})


@require_POST
def asset_code(request: HttpRequest, pk: int) -> HttpResponse:
    """获取服务识别码 for a registered product that has none."""
    user = reader(request)
    asset = get_object_or_404(Asset.objects.visible_to(user).filter(organization__memberships__user=user).distinct(), pk=pk)
    try:
        code_for(asset, by=user)
    except Refused as no:
        say(request, no.message, "red")
        return redirect("my_asset", pk)
    say(request, _("已分配服务识别码。请单位管理员设置密码。"))
    return redirect("my_codes")


@never_cache
def change(request: HttpRequest) -> HttpResponse:
    """修改识别码密码."""
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            change_pin(facts["code"], facts["pin"], facts["new"], source=source_of(request))
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("密码已修改，请用新密码拨打热线或提交问题。"))
            return redirect("code_help")
    return render(request, "agreements/portal/change.html", {"form": form, "shell": shell(request)}, status=422 if form.errors else 200)


def recovery(request: HttpRequest) -> HttpResponse:
    """识别码密码找回: the same answer whether code and name fit or not."""
    form, sent = RecoveryForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        try:
            ask_recovery(form.cleaned_data["code"], form.cleaned_data["company"], source=source_of(request))
            sent = True
        except Refused as no:
            beside(form, no)
    return render(request, "agreements/portal/recovery.html", {"form": form, "sent": sent, "shell": shell(request)}, status=422 if form.errors else 200)


@never_cache
def recovery_link(request: HttpRequest) -> HttpResponse:
    """The link from the mail: `s` is its secret. Opening it changes nothing; sending the form sets the PIN, once."""
    given = (request.POST.get("s") or request.GET.get("s", ""))[:80]
    if recovery_of(given) is None:
        return render(request, "agreements/portal/recovery.html", {
            "form": RecoveryForm(), "is_old": True, "sent": False, "shell": shell(request)}, status=410)
    form = NewPin(request.POST if "new" in request.POST else None)
    if request.method == "POST" and form.is_valid():
        try:
            recover(given, form.cleaned_data["new"])
        except Refused as no:
            beside(form, Refused(new=no.fields["pin"]) if "pin" in no.fields else no)
        else:
            say(request, _("密码已重设，请用新密码拨打热线或提交问题。"))
            return redirect("code_help")
    return render(request, "agreements/portal/recover.html", {"form": form, "secret": given, "shell": shell(request)}, status=422 if form.errors else 200)


@never_cache
def verification(request: HttpRequest) -> HttpResponse:
    """Code and PIN before the question form; `next` is where the way leads on."""
    form = CodeForm(request.POST or None)
    onward = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        onward = "/"
    if request.method == "POST" and form.is_valid():
        try:
            code = verify(form.cleaned_data["code"], form.cleaned_data["pin"], source=source_of(request))
            if not ServiceCode.objects.visible_to(reader(request)).filter(pk=code.pk, organization__memberships__user=reader(request)).exists():
                raise Refused(pin=_("服务识别码或密码不正确。"))
        except Refused as no:
            beside(form, no)
        else:
            remember(request, code)
            return HttpResponseRedirect(onward)
    return render(request, "agreements/portal/verification.html", {"form": form, "onward": onward}, status=422 if form.errors else 200)


def explained(request: HttpRequest) -> HttpResponse:
    """服务识别码在哪里, and the other three questions of manual 002."""
    return render(request, "agreements/portal/help.html", {"hotlines": vendor().hotlines, "shell": shell(request)})


urlpatterns = [
    path("service-codes/", allow("agreements.read_own", my_codes), name="my_codes"),
    path("service-codes/help/", allow(PUBLIC, explained), name="code_help"),
    path("service-codes/pin/", allow(PUBLIC, change), name="change_pin"),
    path("service-codes/recovery/", allow(PUBLIC, recovery), name="pin_recovery"),
    path("service-codes/recovery/link/", allow(PUBLIC, recovery_link), name="pin_recovery_link"),
    path("service-codes/verification/", allow("agreements.read_own", verification), name="code_verification"),
    path("service-codes/<int:pk>/pin/", allow("agreements.reset_pin", pin), name="set_pin"),
    path("assets/<int:pk>/service-code/", allow("agreements.read_own", asset_code), name="asset_code"),
]
