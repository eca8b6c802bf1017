"""个人中心: 修改资料, and what one applies for (manual 001 §2a)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts.forms import secret
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.proving import NotProved, is_fresh, prove
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say
from shouhou.registry.joining import actions, ways
from shouhou.registry.joining.actions.apply import join
from shouhou.registry.joining.forms import Told
from shouhou.registry.joining.models import Application, Particulars
from shouhou.registry.organizations.belonging import places

OWN = ("name", "email", "phone")
STAFF = frozenset(OWN)
CUSTOMER = frozenset({*OWN, "product", "region", "qq", "born_on", "serial", "service_code"})
OFFERED = (Application.Kind.VIP, Application.Kind.ADMIN)


class FactsForm(Told):
    """修改资料. The password is asked again when the mail address or the telephone becomes another one."""

    def __init__(self, data: Any = None, *, user: User, is_fresh: bool) -> None:
        self.user = user
        told = Particulars.objects.filter(user=user).first() or Particulars()
        keys = CUSTOMER if can(user, "joining.apply") else STAFF
        if ways.texting() is not None:
            keys -= {"phone"}  # a number is proved before it counts: 更换手机号
        super().__init__(data, keys=keys, initial={k: getattr(user if k in OWN else told, k) for k in keys})
        for key in STAFF - {"name"}:
            if key in self.fields and keys <= STAFF:
                self.fields[key].required = False
        if not is_fresh:
            self.fields["password"] = secret(_("登录密码"), "current-password")
            self.fields["password"].required = False
            self.fields["password"].help_text = _("修改邮箱或联系电话时需要。")

    def needs_proof(self) -> bool:
        """Whether what was typed changes where the person is reached."""
        return any(key in self.cleaned_data and self.cleaned_data[key] != getattr(self.user, key) for key in ("email", "phone"))

    def facts(self) -> dict[str, Any]:
        return {key: value for key, value in self.cleaned_data.items() if key in self.entries}


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest) -> HttpResponse:
    """修改资料."""
    user = reader(request)
    form = FactsForm(request.POST if request.method == "POST" else None, user=user, is_fresh=is_fresh(request))
    if request.method == "POST" and form.is_valid():
        try:
            if form.needs_proof() and not is_fresh(request):
                prove(request, str(form.cleaned_data.get("password") or ""))
            actions.keep_particulars(User.objects.get(pk=user.pk), form.facts(), by=user)
        except NotProved as no:
            form.add_error("password", str(no))
        else:
            say(request, _("资料已保存。"))
            return HttpResponseRedirect("/me/facts/")
    return render(request, "joining/facts.html", {"form": form, "sends_codes": ways.texting() is not None}, status=400 if form.errors else 200)


def applications(request: HttpRequest) -> HttpResponse:
    """What one has applied for, and what one may still."""
    user = reader(request)
    return _applications(request, user, {})


@require_POST
def new_application(request: HttpRequest) -> HttpResponse:
    """`kind` vip, admin or join (with `company`); `text` and `service_code` as told."""
    user = reader(request)
    kind = request.POST.get("kind", "")
    try:
        if kind == Application.Kind.JOIN:
            join(user, request.POST.get("company", ""))
        elif kind in OFFERED:
            actions.apply(user, kind, text=request.POST.get("text", ""), service_code=request.POST.get("service_code", ""))
        else:
            raise Refused(_("没有这种申请。"))
    except Refused as no:
        return _applications(request, user, {"kind": kind, "message": no.message}, status=400)
    say(request, _("申请已提交，审批后会通知您。"))
    return HttpResponseRedirect("/me/applications/")


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回 one's own."""
    found = get_object_or_404(Application.objects.visible_to(request.user), pk=pk, user=request.user)
    actions.withdraw(found, by=reader(request))
    say(request, _("申请已撤回。"))
    return HttpResponseRedirect("/me/applications/")


def _applications(request: HttpRequest, user: User, wrong: dict[str, str], status: int = 200) -> HttpResponse:
    rows = list(Application.objects.visible_to(user).filter(user=user).select_related("organization").order_by("-id")[:50])
    waiting = {row.kind for row in rows if row.state == Application.State.WAITING}
    belongs = places(user)
    return render(request, "joining/applications.html", {
        "rows": rows, "places": belongs, "wrong": wrong, "typed": request.POST,
        "may_join": Application.Kind.JOIN not in waiting, "may_vip": Application.Kind.VIP not in waiting,
        "may_admin": Application.Kind.ADMIN not in waiting and not any(p.is_admin for p in belongs)}, status=status)
