"""角色: those that come with the product, as templates, and the installation's own, to the level of buttons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word
from django.views.decorators.http import require_http_methods, require_POST

from shouhou.foundation.access.editing import drop_role, edit_role, make_role
from shouhou.foundation.access.guard import allow
from shouhou.foundation.access.models import Grant, Role
from shouhou.foundation.access.refused import Refused
from shouhou.foundation.access.registry import CAPABILITIES
from shouhou.foundation.access.rights import capabilities_of_role, labels, ungivable
from shouhou.foundation.access.roles import ROLES
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say

ROOMS = {
    "tickets": word("问题单"), "organizations": word("客户与人员"), "products": word("产品"), "assets": word("产品登记"), "agreements": word("协议与服务码"),
    "joining": word("注册与申请"), "notifications": word("通知"), "wechat": word("微信"), "email": word("邮件"), "kingdee": word("金蝶链接"),
    "access": word("角色"), "jobs": word("后台任务"), "imports": word("导入"), "files": word("附件"), "search": word("搜索"), "grid": word("表格"),
    "events": word("记录"), "api": word("接口"), "setup": word("初始设置"), "portal": word("在线服务中心"), "workbench": word("工作台"),
}


def roles(request: HttpRequest) -> HttpResponse:
    """All roles and how many people hold each."""
    held = Counter(Grant.objects.filter(user__is_active=True).values_list("role", flat=True))
    own = {role.code for role in Role.objects.all()}
    rows = [{"code": code, "label": label, "held": held[code], "rights": len(capabilities_of_role(code)), "is_own": code in own}
            for code, label in labels().items()]
    return render(request, "access/roles.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new role; `?from=` names the template."""
    template = request.POST.get("from") or request.GET.get("from", "")
    chosen = set(request.POST.getlist("capabilities")) if request.method == "POST" else (
        set(capabilities_of_role(template)) if template in labels() else set())
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = make_role(request.POST.get("label", ""), chosen, by=reader(request), made_from=template)
        except Refused as no:
            wrong = no.fields or {"": no.message}
        else:
            say(request, _("角色“%s”已建好，可以在“人员”里分配。") % made.label)
            return HttpResponseRedirect("/workbench/roles/")
    return _form(request, chosen, wrong, label=request.POST.get("label", ""), template=template)


@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, code: str) -> HttpResponse:
    """What a role gives; the installation's own can be changed."""
    if code in ROLES:
        if request.method == "POST":
            raise Refused(_("系统自带的角色不能修改，可以以它为模板新建一个。"))
        return _form(request, set(capabilities_of_role(code)), {}, label=labels()[code], is_built_in=True, template=code)
    found = get_object_or_404(Role, code=code)
    chosen = set(request.POST.getlist("capabilities")) if request.method == "POST" else set(found.capabilities)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            edit_role(found, by=reader(request), label=request.POST.get("label", ""), capabilities=chosen)
        except Refused as no:
            wrong = no.fields or {"": no.message}
        else:
            say(request, _("已保存，立即生效。"))
            return HttpResponseRedirect("/workbench/roles/")
    holders = list(User.objects.filter(grants__role=code).order_by("username_key")[:50])
    return _form(request, chosen, wrong, label=request.POST.get("label", found.label), known=found, holders=holders)


@require_POST
def removal(request: HttpRequest, code: str) -> HttpResponse:
    """Drop a role that nobody holds."""
    found = Role.objects.filter(code=code).first()
    if found is None:
        raise Http404
    drop_role(found, by=reader(request))
    say(request, _("角色已删除。"))
    return HttpResponseRedirect("/workbench/roles/")


def _form(request: HttpRequest, chosen: Iterable[str], wrong: dict[str, str], *, label: str, template: str = "", known: Role | None = None,
          is_built_in: bool = False, holders: Iterable[User] = ()) -> HttpResponse:
    closed = ungivable(reader(request), CAPABILITIES)
    groups: dict[str, list[dict[str, Any]]] = {}
    for code, text in CAPABILITIES.items():
        room = code.partition(".")[0]
        groups.setdefault(_(ROOMS.get(room, room)), []).append(
            {"code": code, "label": _(text), "is_chosen": code in chosen, "is_closed": code in closed and code not in (known.capabilities if known else ())})
    return render(request, "access/role.html", {
        "groups": groups.items(), "wrong": wrong, "label": label, "template": template, "role": known, "is_built_in": is_built_in, "holders": holders,
        "template_label": labels().get(template, "")}, status=400 if wrong else 200)


urlpatterns = [
    path("roles/", allow("access.roles", roles), name="roles"),
    path("roles/new/", allow("access.roles", new), name="new_role"),
    path("roles/<str:code>/", allow("access.roles", role), name="role"),
    path("roles/<str:code>/removal/", allow("access.roles", removal), name="role_removal"),
]
