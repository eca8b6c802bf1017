"""我的产品, and 防伪查询 for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shouhou.foundation.access import PUBLIC, Refused, allow
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.accounts.sources import source_of
from shouhou.foundation.grid import grid_page
from shouhou.registry.assets.actions import look_up
from shouhou.registry.assets.grid import MY_ASSETS, own
from shouhou.registry.assets.happened import lately
from shouhou.registry.assets.shell import shell


def my_assets(request: HttpRequest) -> HttpResponse:
    """What the own companies have registered."""
    return grid_page(request, MY_ASSETS, template="assets/portal/assets.html", nothing_picture="box",
                     nothing=_("还没有注册产品。注册后可以在这里看到产品的履历，并得到服务识别码。"))


def my_asset(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, with its history since it is theirs."""
    found = get_object_or_404(own(reader(request)).select_related("product", "version", "organization"), pk=pk)
    return render(request, "assets/portal/asset.html", {"asset": found, "happened": lately(found, for_customer=True)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def genuine(request: HttpRequest) -> HttpResponse:
    """防伪查询: a serial number goes in, what it is comes out. Asked by POST, so that no log and no history keeps the number."""
    serial, problem, found, asked = request.POST.get("serial", "")[:80], "", None, False
    if request.method == "POST":
        try:
            found, asked = look_up(serial, source=source_of(request)), True
        except Refused as no:
            problem = no.fields.get("serial") or no.message
    return render(request, "assets/portal/genuine.html", {
        "serial": serial, "problem": problem, "found": found, "asked": asked, "shell": shell(request)}, status=422 if problem else 200)


urlpatterns = [
    path("assets/", allow("assets.read_own", my_assets), name="my_assets"),
    path("assets/<int:pk>/", allow("assets.read_own", my_asset), name="my_asset"),
    path("genuine/", allow(PUBLIC, genuine), name="genuine"),
]
