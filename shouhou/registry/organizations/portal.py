"""本单位用户: for the 管理员 of a customer (HJ-1.2-03, HJ-1.2-04); the vendor's terms for everybody."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shouhou.foundation.access import PUBLIC, SIGNED_IN, Refused, allow
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.events import record
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.actions import reset_password, switch
from shouhou.registry.organizations.belonging import places, vendor
from shouhou.registry.organizations.models import Membership, Organization
from shouhou.registry.organizations.once_shown import show_password
from shouhou.registry.organizations.people import customers_people, managed_companies, may_reset


def company(request: HttpRequest) -> HttpResponse:
    """The people of the companies one manages, with their user names."""
    user = reader(request)
    companies = Organization.objects.filter(pk__in=managed_companies(user)).order_by("sort_key")
    members = Membership.objects.filter(organization__in=companies).select_related("user").order_by("-is_admin", "user__username_key")[:500]
    rows: dict[int, list[dict[str, object]]] = {}
    for m in members:
        rows.setdefault(m.organization_id, []).append(
            {"member": m, "user": m.user, "may_reset": m.user.is_active and may_reset(user, m.user)})
    return render(request, "organizations/portal/company.html", {"companies": [
        {"organization": o, "people": rows.get(o.pk, [])} for o in companies]})


@never_cache
@require_POST
def company_password(request: HttpRequest, user: int) -> HttpResponse:
    """Give a person of one's own company a one-time password."""
    me = reader(request)
    person = get_object_or_404(customers_people(me), pk=user)
    try:
        made = reset_password(person, by=me)
    except Refused:
        with transaction.atomic():
            record("user.password_reset_refused", person, by=me)
        raise
    return show_password(request, person, made, back="/company/", title=_("密码已重置"))


def terms(request: HttpRequest) -> HttpResponse:
    """服务条款, as the vendor wrote them."""
    words = vendor().terms
    if not words:
        raise Http404
    return render(request, "organizations/terms.html", {"terms": words})


def companies(request: HttpRequest) -> HttpResponse:
    """The companies one belongs to; POST `organization` chooses the one to act for."""
    user = reader(request)
    if request.method == "POST":
        given = request.POST.get("organization", "")
        chosen = switch(user, number_in(given) or 0)
        say(request, _("现在代表 %s。") % chosen.organization.name)
        return redirect("portal-home")
    return render(request, "organizations/portal/companies.html", {"places": places(user)})


urlpatterns = [
    path("companies/", allow(SIGNED_IN, companies), name="my_companies"),
    path("company/", allow("organizations.read_own", company), name="company"),
    path("company/<int:user>/password/", allow("organizations.read_own", company_password), name="company_password"),
    path("terms/", allow(PUBLIC, terms), name="terms"),
]
