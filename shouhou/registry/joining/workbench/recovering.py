"""客服电话找回密码: the hotline finds the caller, goes through the list, and a one-time link goes out."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.joining import checklist, ways
from shouhou.registry.joining.actions import offer
from shouhou.registry.organizations.people import customers_people, is_staff

MOST = 20


def search(request: HttpRequest) -> HttpResponse:
    """Find the caller by the whole user name, telephone or mail address, or by the name."""
    words = request.GET.get("q", "").strip()[:120].replace("\x00", "")
    rows = []
    if words:
        exact = Q(username_key=normal_key(words)) | Q(phone=words) | Q(email__iexact=words) | Q(name=words)
        rows = list(_callers(reader(request)).filter(exact).order_by("username_key")[:MOST])
    return render(request, "joining/workbench/search.html", {"q": words, "rows": rows})


@never_cache
def person(request: HttpRequest, user: int) -> HttpResponse:
    """The list for one caller. POST `checked` … sends the link, or shows it once where nothing but reading out is left."""
    caller = get_object_or_404(_callers(reader(request)), pk=user)
    wrong, checked = "", request.POST.getlist("checked")
    if request.method == "POST":
        try:
            way, secret = offer(caller, by=reader(request), checked=checked, note=request.POST.get("note", ""))
        except Refused as no:
            wrong = no.message
        else:
            link = request.build_absolute_uri(f"/recovery/{secret}/") if secret else ""
            return render(request, "joining/workbench/offered.html", {
                "caller": caller, "link": link, "to": ways.masked(ways.ready()[way].address_of(caller)) if not secret else ""})
    reach = next((one for one in ways.ready().values() if one.address_of(caller)), None)
    return render(request, "joining/workbench/caller.html", {
        "caller": caller, "questions": checklist.questions(caller), "checked": checked, "wrong": wrong, "needed": checklist.NEEDED,
        "note": request.POST.get("note", ""), "to": ways.masked(reach.address_of(caller)) if reach else "",
        "is_staff": is_staff(caller)}, status=400 if wrong else 200)


def _callers(by: User) -> QuerySet[User]:
    """Active people of customers whom this colleague sees, and those who registered and belong to nobody yet."""
    seen = customers_people(by).values("pk")
    return User.objects.filter(Q(pk__in=seen) | Q(memberships=None, grants__role="customer"), is_active=True).distinct()


