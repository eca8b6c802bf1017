"""Codes by telephone: 手机号找回密码 (manual 001 §1c) and 更换手机号."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shouhou.foundation.access import Refused, beside
from shouhou.foundation.accounts import throttle
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say
from shouhou.registry.joining import actions, codes, ways
from shouhou.registry.joining.actions.recover import make
from shouhou.registry.joining.models import PhoneCode
from shouhou.registry.joining.pages.recovery import ByPhone, choices, spend
from shouhou.registry.organizations.actions.lines import phone as one_phone

Purpose = PhoneCode.Purpose
DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6", "autofocus": ""}


class Digits(forms.Form):
    """验证码."""

    code = forms.CharField(label=gettext_lazy("短信验证码"), max_length=12, error_messages={
        "required": gettext_lazy("请填写短信里的 6 位数字。"), "max_length": gettext_lazy("请填写短信里的 6 位数字。")},
        widget=forms.TextInput(attrs=DIGITS))


class Number(forms.Form):
    """新手机号."""

    phone = forms.CharField(label=gettext_lazy("新的联系电话"), max_length=32, error_messages={"required": gettext_lazy("请填写新的联系电话。")},
                            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "maxlength": "32"}))


@never_cache
@require_POST
def recovery_phone(request: HttpRequest) -> HttpResponse:
    """Send a code to a number on record. The answer is the same for one that nobody has: the job finds that out."""
    if ways.texting() is None:
        raise Http404
    form = ByPhone(request.POST)
    if form.is_valid():
        try:
            number = codes.number_of(form.cleaned_data["phone"])
            spend(request)
            codes.take_asking(request, number)
            codes.ask(request, Purpose.RECOVER, number, username=form.cleaned_data["username"])
        except Refused as no:
            beside(form, no)
        except throttle.Spent as spent:
            return too_often(form, spent, lambda status: choices(request, by_phone=form, status=status))
        else:
            return HttpResponseRedirect("/recovery/phone/code/")
    return choices(request, by_phone=form, status=400)


@never_cache
@require_http_methods(["GET", "POST"])
def recovery_code(request: HttpRequest) -> HttpResponse:
    """The digits: five tries in ten minutes, in the browser that asked for them. Right ones lead to choosing a new password."""
    code = codes.asked(request, Purpose.RECOVER)
    if code is None:
        return redirect("recovery")

    def right() -> HttpResponse:
        user = User.objects.filter(pk=code.user_id or 0, is_active=True, phone__in=codes.spellings(code.target)).first()
        if user is None:
            raise Refused(code=_(codes.NOT_GOOD))
        return HttpResponseRedirect(f"/recovery/{make(user, 'sms')}/")

    return code_page(request, code, right, title=_("手机号找回密码"), back="/recovery/")


@never_cache
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """更换手机号: a mobile is proved by a code sent to the new number; the former addresses are told. The password was given a moment ago."""
    user = reader(request)
    form = Number(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            typed = one_phone(form.cleaned_data["phone"])
            way = ways.texting()
            if way is None or not way.mobile(typed):
                actions.keep_particulars(User.objects.get(pk=user.pk), {"phone": typed}, by=user)
                say(request, _("联系电话已更换。"))
                return redirect("my_facts")
            number = codes.number_of(typed)
            codes.take_asking(request, number)
            codes.ask(request, Purpose.CHANGE, number, user=user)
        except Refused as no:
            beside(form, no)
        except throttle.Spent as spent:
            return too_often(form, spent, lambda status: _number(request, form, status))
        else:
            return HttpResponseRedirect("/me/phone/code/")
    return _number(request, form, 400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def phone_code(request: HttpRequest) -> HttpResponse:
    """The digits that came to the new number."""
    user = reader(request)
    code = codes.asked(request, Purpose.CHANGE)
    if code is None or code.user_id != user.pk:
        return redirect("my_phone")

    def right() -> HttpResponse:
        actions.keep_particulars(User.objects.get(pk=user.pk), {"phone": code.target}, by=user)
        say(request, _("手机号已验证并更换。"))
        return redirect("my_facts")

    return code_page(request, code, right, title=_("更换手机号"), back="/me/phone/")


def code_page(request: HttpRequest, code: PhoneCode, right: Callable[[], HttpResponse], *, title: str, back: str) -> HttpResponse:
    """Ask for the digits; `right` answers when they are, and may still refuse."""
    form = Digits(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            try:
                codes.take_try(request)
                codes.check(code, form.cleaned_data["code"])
                answer = right()
            except throttle.Spent as spent:
                return too_often(form, spent, lambda status: _digits(request, form, code, title, back, status))
            except Refused as no:
                status = 401
                beside(form, no)
            else:
                codes.forget(request)
                return answer
    return _digits(request, form, code, title, back, status)


def too_often(form: forms.Form, spent: throttle.Spent, page: Callable[[int], HttpResponse]) -> HttpResponse:
    """429, and when to come again."""
    if spent.seconds <= 60:
        form.add_error(None, _("刚刚发送过，请在 %d 秒后再试。") % spent.seconds)
    else:
        form.add_error(None, _("尝试次数过多，请过一段时间再试，或拨打服务热线。"))
    response = page(429)
    response.headers["Retry-After"] = str(spent.seconds)
    return response


def _number(request: HttpRequest, form: Number, status: int) -> HttpResponse:
    return render(request, "joining/phone.html", {"form": form, "sends": ways.texting() is not None}, status=status)


def _digits(request: HttpRequest, form: Any, code: PhoneCode, title: str, back: str, status: int) -> HttpResponse:
    return render(request, "joining/code.html", {"form": form, "to": ways.masked(code.target), "heading": title, "back": back,
                                                 "is_recovery": code.purpose == Purpose.RECOVER}, status=status)
