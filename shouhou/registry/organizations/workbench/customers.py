"""客户: the list, one company, its facts."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouhou.foundation.access import Refused, beside
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.grid import grid_page
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.actions import add_organization, edit_organization, set_sharing
from shouhou.registry.organizations.forms import OrganizationForm
from shouhou.registry.organizations.grid import CUSTOMERS, KINDS, MEMBERS
from shouhou.registry.organizations.happened import lately
from shouhou.registry.organizations.models import Membership, Organization
from shouhou.registry.organizations.people import may_reset


def customers(request: HttpRequest) -> HttpResponse:
    """The companies one may see, as a list that sorts, groups and narrows itself."""
    name = reader(request).name
    views = [(_("全部"), ""), (_("客户"), "kind~is~customer"), (_("服务机构"), "kind~is~agency"), (_("我负责的"), f"consultant~is~{name}")]
    here = request.GET.getlist("c")
    return grid_page(
        request, CUSTOMERS, template="organizations/workbench/customers.html",
        shortcuts=[(word, "?" + urlencode({"c": asks} if asks else {"sort": "name"}), here == ([asks] if asks else [])) for word, asks in views],
        nothing=_("这里是您服务的单位。新建一家，再为它的人分配用户名。"), nothing_picture="building")


def members(request: HttpRequest) -> HttpResponse:
    """The people of all companies, in one list."""
    views = [(_("全部"), {"sort": "company,name"}), (_("按部门"), {"group": "company,department"}), (_("单位管理员"), {"c": "admin~is~1"})]
    here = {name: request.GET[name] for name in ("group", "c") if request.GET.get(name)}
    return grid_page(request, MEMBERS, template="organizations/workbench/members.html", nothing_picture="users",
                     shortcuts=[(word, "?" + urlencode(asks), here == {name: asks[name] for name in asks if name != "sort"}) for word, asks in views],
                     nothing=_("还没有客户用户。打开一家客户，为它添加第一位。"))


def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """One company: its facts, its people with their user names, and what later rooms know about it."""
    organization = _find(request, pk)
    members = Membership.objects.filter(organization=organization).select_related("user").order_by("-is_admin", "user__username_key")[:500]
    people = [{"member": m, "user": m.user, "may_reset": m.user.is_active and may_reset(reader(request), m.user)} for m in members]
    return render(request, "organizations/workbench/customer.html", {
        "organization": organization, "people": people, "happened": lately(organization)})


def new(request: HttpRequest) -> HttpResponse:
    """The form for a company that is new."""
    form = OrganizationForm(request.POST or None, initial={"kind": "customer", "name": request.GET.get("name", "")[:120]})
    if request.method == "POST" and form.is_valid():
        try:
            organization = add_organization(by=reader(request), **form.cleaned_data)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已新建 %s，接着为它添加用户。") % organization.name)
            return redirect("customer", organization.pk)
    return render(request, "organizations/workbench/customer_form.html", {"form": form}, status=400 if form.errors else 200)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for the facts of a company."""
    organization = _find(request, pk)
    facts = {name: getattr(organization, name) for name in OrganizationForm.base_fields}
    form = OrganizationForm(request.POST or None, initial=facts)
    if request.method == "POST" and form.is_valid():
        try:
            edit_organization(organization, by=reader(request), **form.cleaned_data)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已保存。"))
            return redirect("customer", organization.pk)
    return render(request, "organizations/workbench/customer_form.html", {"form": form, "organization": Organization.objects.get(pk=pk)},
                  status=400 if form.errors else 200)


@require_POST
def sharing(request: HttpRequest, pk: int) -> HttpResponse:
    """本单位用户互相可见问题, on or off by `shares`."""
    organization = _find(request, pk)
    set_sharing(organization, request.POST.get("shares") == "1", by=reader(request))
    say(request, _("本单位用户现在可以互相看到问题。") if organization.share_questions else _("本单位用户现在只能看到自己的问题。"))
    return HttpResponseRedirect(f"/workbench/customers/{pk}/")


def _find(request: HttpRequest, pk: int) -> Organization:
    seen = Organization.objects.visible_to(request.user).filter(kind__in=KINDS)
    return get_object_or_404(seen.select_related("consultant", "parent"), pk=pk)
