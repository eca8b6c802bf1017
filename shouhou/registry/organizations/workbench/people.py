"""人员: the vendor's own accounts and their roles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from shouhou.foundation.access import Refused, beside
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.grid import grid_page
from shouhou.foundation.idempotency import Different, once
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.actions import Enrolled, edit_person, hire, set_roles
from shouhou.registry.organizations.forms import StaffForm
from shouhou.registry.organizations.grid import GRANTS, PEOPLE
from shouhou.registry.organizations.once_shown import show_password
from shouhou.registry.organizations.people import may_reset, staff, staff_roles


def people(request: HttpRequest) -> HttpResponse:
    """The vendor's people with their roles; `role` narrows to those who hold it."""
    role, known = request.GET.get("role", ""), staff_roles()
    roles = [(_("全部"), "", role not in known), *((label, code, code == role) for code, label in known.items())]
    return grid_page(request, PEOPLE, template="organizations/workbench/staff.html", keep=("role",), roles=roles)


def grants(request: HttpRequest) -> HttpResponse:
    """Who holds which role, one line for each."""
    return grid_page(request, GRANTS, template="organizations/workbench/grants.html")


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Make an account for a colleague and show its one-time password."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: list[Enrolled] = []

        def act() -> dict[str, int]:
            made.append(hire(by=reader(request), **form.cleaned_data))
            return {"user": made[0].user.pk}

        try:
            once(request.POST.get("_key", "")[:120], by=reader(request), content=form.cleaned_data, act=act)
        except Refused as no:
            beside(form, no)
        except Different:
            form.add_error(None, _("这张表单已经提交过了，请重新打开再填。"))
        else:
            if made:
                return show_password(request, made[0].user, made[0].password, back="/workbench/people/", title=_("账号已建好"))
            say(request, _("这个账号已经建好。没有看到密码的话，请重置一次。"), "amber")
            return redirect("staff")
    return render(request, "organizations/workbench/staff_form.html", {"form": form}, status=400 if form.errors else 200)


def edit(request: HttpRequest, user: int) -> HttpResponse:
    """Facts and roles of a colleague."""
    person = get_object_or_404(staff(), pk=user)
    held = [g.role for g in person.grants.all()]
    form = StaffForm(request.POST or None, known=True, initial={
        "name": person.name, "email": person.email, "phone": person.phone, "roles": held})
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            set_roles(person, facts.pop("roles"), by=reader(request))
            edit_person(person, by=reader(request), **facts)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已保存，新的角色立即生效。"))
            return redirect("staff")
    return render(request, "organizations/workbench/staff_form.html", {
        "form": form, "person": person, "may_reset": may_reset(reader(request), person)}, status=400 if form.errors else 200)
