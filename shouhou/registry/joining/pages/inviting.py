"""邀请同事 for a company's 管理员, and the link for the colleague."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shouhou.foundation.access import Refused, beside
from shouhou.foundation.accounts import hashing, rules, throttle
from shouhou.foundation.accounts.forms import secret as secret_field
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.passwords import too_long
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.accounts.sources import household, source_of
from shouhou.foundation.accounts.throttle import Budget
from shouhou.foundation.grid import grid_page
from shouhou.foundation.ui.says import say
from shouhou.registry.joining import typed
from shouhou.registry.joining.actions.invite import Way, accept, invite, offered, open_invitation, resend, take_back
from shouhou.registry.joining.catalogue import shown
from shouhou.registry.joining.grid import INVITATIONS
from shouhou.registry.joining.models import Invitation
from shouhou.registry.organizations.models import Organization
from shouhou.registry.organizations.people import managed_companies

HOUR = 3600


class Inviting(forms.Form):
    """Whom to ask in, and how."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=gettext_lazy("单位名称"), empty_label=None)
    way = forms.ChoiceField(label=gettext_lazy("邀请方式"))
    address = forms.CharField(label=gettext_lazy("同事的邮箱或手机号"), max_length=254, required=False,
                              help_text=gettext_lazy("自己转发链接时不用填。"))
    name = forms.CharField(label=gettext_lazy("同事姓名"), max_length=60, required=False, help_text=gettext_lazy("方便您在列表里辨认，可以不填。"))

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        companies = Organization.objects.filter(pk__in=managed_companies(user)).exclude(kind=Organization.Kind.VENDOR).order_by("sort_key")
        self.fields["organization"].queryset = companies  # type: ignore[attr-defined]
        self.fields["way"].choices = offered()  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages |= {"required": _("请填写这一项。"), "invalid_choice": _("没有这个选项。")}


class Coming(forms.Form):
    """What the colleague chooses."""

    username = forms.CharField(label=gettext_lazy("用户名"), max_length=64, widget=forms.TextInput(
        attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy("登录名，由字母和数字组成，不能与其他用户重复。"))
    name = forms.CharField(label=gettext_lazy("真实姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = secret_field(gettext_lazy("密码"), "new-password")
    again = secret_field(gettext_lazy("再次输入密码"), "new-password")
    agrees = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["password"].help_text = rules.said(rules.profile_of(User()))
        for key in ("username", "name"):
            self.fields[key].error_messages["required"] = _("请填写%s。") % self.fields[key].label

    def clean(self) -> dict[str, Any]:
        facts, entries = self.cleaned_data, shown()
        try:
            if facts.get("username"):
                facts["username"] = typed.username(facts["username"], entries["username"])
            if facts.get("name"):
                facts["name"] = typed.fact(facts["name"], entries["name"])
        except Refused as no:
            beside(self, no)
        if facts.get("password") and facts.get("again") and facts["password"] != facts["again"]:
            self.add_error("again", _("两次输入的密码不一样。"))
        if not facts.get("agrees"):
            self.add_error("agrees", _("请阅读服务条款并勾选同意，然后提交。"))
        return facts


@require_GET
def invitations(request: HttpRequest) -> HttpResponse:
    """Those that are open and those that were."""
    return grid_page(request, INVITATIONS, template="joining/invitations.html",
                     nothing=_("还没有邀请过同事。点“邀请同事”，对方打开链接，自己设置用户名和密码。"))


@never_cache
@require_http_methods(["GET", "POST"])
def new_invitation(request: HttpRequest) -> HttpResponse:
    """邀请同事."""
    user = reader(request)
    form = Inviting(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and form.is_valid():
        try:
            made, secret = invite(by=user, **form.cleaned_data)
        except Refused as no:
            beside(form, no)
        except throttle.Spent:
            form.add_error(None, _("今天邀请的次数已达上限，请明天再试。"))
            return render(request, "joining/new_invitation.html", {"form": form}, status=429)
        else:
            return _sent(request, made, secret)
    return render(request, "joining/new_invitation.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
@require_POST
def invitation_sending(request: HttpRequest, pk: int) -> HttpResponse:
    """重新发送: a new link; the former one is dead."""
    found = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    try:
        secret = resend(found, by=reader(request))
    except throttle.Spent:
        raise Refused(_("今天邀请的次数已达上限，请明天再试。")) from None
    return _sent(request, found, secret)


@require_POST
def invitation_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回."""
    take_back(get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk), by=reader(request))
    say(request, _("邀请已撤回，链接不能再使用。"))
    return redirect("company_invitations")


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The link: choose a user name and a password. 404 for one that opens nothing, whatever the reason."""
    try:
        throttle.take(Budget(f"invitation:{household(source_of(request))}", 30, HOUR), Budget("invitation:all", 2000, HOUR))
    except throttle.Spent:
        return render(request, "joining/invitation.html", {"message": _("尝试次数过多，请过一段时间再试。")}, status=429)
    found = open_invitation(secret)
    if found is None:
        return render(request, "joining/invitation.html", {"message": _("这个链接无效或已过期，请让邀请您的同事重新发送。")}, status=404)
    if any(too_long(request.POST.get(key, "")) for key in ("password", "again")):
        return _coming(request, found, Coming(), 400, _("密码太长：最多 256 个字节。"))
    form = Coming(request.POST if request.method == "POST" else None, initial={"name": found.name})
    if not form.is_bound:
        return _coming(request, found, form)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            with hashing.core():
                encoded = make_password(facts["password"])
            user = accept(secret, username=facts["username"], name=facts["name"], password=facts["password"], encoded=encoded,
                          source=source_of(request))
        except hashing.Busy:
            form.add_error(None, _("现在办理的人较多，请过几秒再试一次。"))
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("账号已开通，%s，请登录。") % user.name)
            return HttpResponseRedirect("/login")
    return _coming(request, found, form, 400)


def _coming(request: HttpRequest, found: Invitation, form: Coming, status: int = 200, message: str = "") -> HttpResponse:
    return render(request, "joining/invitation.html", {"invitation": found, "form": form, "message": message}, status=status)


def _sent(request: HttpRequest, made: Invitation, secret: str) -> HttpResponse:
    if made.way == Way.LINK:
        return render(request, "joining/invitation_link.html", {"link": f"{settings.PUBLIC_URL.rstrip('/')}/invitation/{secret}/"})
    say(request, _("邀请已发送到 %s，72 小时内有效。") % made.address)
    return redirect("company_invitations")
