"""The people of a customer: new, facts, 管理员."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shouhou.foundation.access import Refused, beside
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.idempotency import Different, once
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.actions import Enrolled, edit_person, enrol, set_company_admin
from shouhou.registry.organizations.forms import PersonForm
from shouhou.registry.organizations.models import Membership, Organization
from shouhou.registry.organizations.once_shown import show_password


@never_cache
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an account for a person of this company and show its one-time password."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user).exclude(kind=Organization.Kind.VENDOR), pk=pk)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: list[Enrolled] = []

        def act() -> dict[str, int]:
            made.append(enrol(organization, by=reader(request), **form.cleaned_data))
            return {"user": made[0].user.pk}

        try:
            once(request.POST.get("_key", "")[:120], by=reader(request), content=form.cleaned_data, act=act)
        except Refused as no:
            beside(form, no)
        except Different:
            form.add_error(None, _("这张表单已经提交过了，请重新打开再填。"))
        else:
            if made:
                return show_password(request, made[0].user, made[0].password, back=f"/workbench/customers/{pk}/", title=_("账号已建好"))
            say(request, _("这个账号已经建好。没有看到密码的话，请重置一次。"), "amber")
            return redirect("customer", pk)
    return render(request, "organizations/workbench/person_form.html", {"form": form, "organization": organization},
                  status=400 if form.errors else 200)


def edit(request: HttpRequest, pk: int, user: int) -> HttpResponse:
    """Correct the facts of a person of this company."""
    member = _find(request, pk, user)
    person = member.user
    form = PersonForm(request.POST or None, known=True, initial={"name": person.name, "email": person.email, "phone": person.phone})
    if request.method == "POST" and form.is_valid():
        try:
            edit_person(person, by=reader(request), **form.cleaned_data)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已保存。"))
            return redirect("customer", pk)
    return render(request, "organizations/workbench/person_form.html", {
        "form": form, "organization": member.organization, "member": member}, status=400 if form.errors else 200)


@require_POST
def administration(request: HttpRequest, pk: int, user: int) -> HttpResponse:
    """Make the person 管理员 of this company (`is_admin=1`) or no longer."""
    member = _find(request, pk, user)
    set_company_admin(member, request.POST.get("is_admin") == "1", by=reader(request))
    word = _("%s 现在是本单位管理员。") if member.is_admin else _("%s 不再是本单位管理员。")
    say(request, word % member.user.name)
    return redirect("customer", pk)


def _find(request: HttpRequest, pk: int, user: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("user", "organization").filter(
        organization__in=Organization.objects.visible_to(request.user).exclude(kind=Organization.Kind.VENDOR)), organization=pk, user=user)
