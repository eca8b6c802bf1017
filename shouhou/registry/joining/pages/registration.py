"""免费注册 (manual 001 §1a): the form with 【填写信息】 and 【完善信息】, and the link in the mail."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import hashing, throttle
from shouhou.foundation.accounts.passwords import too_long
from shouhou.foundation.accounts.sources import household, neighbourhood, source_of
from shouhou.foundation.accounts.throttle import Budget
from shouhou.foundation.ui.says import say
from shouhou.registry.joining import codes, typed
from shouhou.registry.joining.actions import confirm, open_account, register
from shouhou.registry.joining.catalogue import shown
from shouhou.registry.joining.forms import Registration
from shouhou.registry.joining.models import Admission, Pending, PhoneCode
from shouhou.registry.joining.opening import admission, is_open
from shouhou.registry.joining.pages.phone import code_page

HOUR, DAY = 3600, 86400


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def form_page(request: HttpRequest) -> HttpResponse:
    """GET shows the form, POST registers and leads to the sign-in page (by mail: to a page that says so).

    Budgets are spent before anything is looked up or hashed: 429 when they are. 404 while registration is closed.
    """
    if not is_open():
        raise Http404
    if request.method == "GET":
        return _page(request, Registration())
    if any(too_long(request.POST.get(key, "")) for key in ("password", "again")):
        form = Registration()
        return _page(request, form, 400, _("密码太长：最多 256 个字节。"))
    form = Registration(request.POST)
    try:
        throttle.take(*_tries(request))
        if not form.is_valid():
            return _page(request, form, 400)
        throttle.take(*_budgets(request))
        by_phone = admission().proof == Admission.Proof.PHONE
        number = codes.number_of(form.cleaned_data["phone"]) if by_phone else ""
        if by_phone:
            codes.take_asking(request, number)
        with hashing.core():
            encoded = make_password(form.cleaned_data["password"])
        made = register(form.facts(), encoded, source=source_of(request), odd=form.odd())
    except throttle.Spent as spent:
        return _page(request, form, 429, _("注册次数过多，请过一段时间再试，或拨打服务热线。"), spent.seconds)
    except hashing.Busy:
        return _page(request, form, 503, _("现在办理的人较多，请过几秒再试一次。"), 3)
    except Refused as no:
        for field, sentence in no.fields.items():
            form.add_error(field if field in form.fields else None, sentence)
        return _page(request, form, 400, "" if no.fields else no.message)
    if isinstance(made, Pending):
        if number:
            codes.ask(request, PhoneCode.Purpose.REGISTER, number, pending=made)
        return HttpResponseRedirect("/register/code/" if number else "/register/sent/")
    say(request, _("注册成功，请用刚才的用户名和密码登录。"))
    return HttpResponseRedirect("/login")


@never_cache
@require_GET
def name(request: HttpRequest) -> HttpResponse:
    """Whether a user name is free, for the field being typed into: one sentence. Forty asks in ten minutes from one place."""
    if not is_open():
        raise Http404
    house = household(source_of(request))
    try:
        throttle.take(Budget(f"name:{house}", 40, 600), Budget("name:all", 3000, 600))
    except throttle.Spent:
        return render(request, "joining/name.html", {"word": _("查询次数过多，提交时再检查。"), "tone": "muted"}, status=429)
    wanted = request.GET.get("username", "")[:256]
    if not wanted.strip():
        return HttpResponse("")
    try:
        typed.username(wanted, shown()["username"])
    except Refused as no:
        return render(request, "joining/name.html", {"word": no.message, "tone": "error"})
    return render(request, "joining/name.html", {"word": _("可以使用。"), "tone": "green"})


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """请查收邮件."""
    return render(request, "joining/sent.html", {"said": _("请到您填写的邮箱查收邮件，打开里面的链接完成注册。链接 3 天内有效。"),
                                                 "heading": _("还差一步")})


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """验证手机号: the digits open the account that was registered in this browser."""
    asked = codes.asked(request, PhoneCode.Purpose.REGISTER)
    if asked is None or asked.pending is None:
        return HttpResponseRedirect("/login")
    pending = asked.pending

    def right() -> HttpResponse:
        user = open_account(pending)
        say(request, _("手机号已验证，%s，请登录。") % user.name)
        return HttpResponseRedirect("/login")

    return code_page(request, asked, right, title=_("验证手机号"), back="/login")


@never_cache
@require_http_methods(["GET", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail. GET only asks, so that no mail scanner that follows links opens the account; POST does it."""
    try:
        throttle.take(Budget(f"confirm:{household(source_of(request))}", 30, HOUR))
    except throttle.Spent:
        return render(request, "joining/confirmation.html", {"message": _("尝试次数过多，请过一段时间再试。")}, status=429)
    if request.method == "GET":
        return render(request, "joining/confirmation.html")
    try:
        user = confirm(token)
    except Refused as no:
        return render(request, "joining/confirmation.html", {"message": no.message}, status=404)
    say(request, _("邮箱已确认，%s，请登录。") % user.name)
    return HttpResponseRedirect("/login")


def _tries(request: HttpRequest) -> list[Budget]:
    """Every post, also of a form that will not do: its answer says whether a user name is taken."""
    return [Budget(f"register-try:{household(source_of(request))}", 40, HOUR), Budget("register-try:all", 3000, HOUR)]


def _budgets(request: HttpRequest) -> list[Budget]:
    """Accounts made: by one place, one network, everybody."""
    source = source_of(request)
    return [Budget(f"register:{household(source)}", 10, HOUR), Budget(f"register-day:{household(source)}", 30, DAY),
            Budget(f"register-around:{neighbourhood(source)}", 40, HOUR), Budget("register:all", 300, HOUR)]


def _page(request: HttpRequest, form: Registration, status: int = 200, message: str = "", wait: int = 0) -> HttpResponse:
    response = render(request, "joining/register.html", {"form": form, "message": message}, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
