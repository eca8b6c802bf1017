"""Staff's pages: the installed base, one serial number with its history, new serial numbers."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouhou.foundation.access import Refused, allow, beside, can
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.grid import grid_page, take_old_names
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.ui.says import say
from shouhou.registry.assets.actions import list_serial, retire, return_to_use, transfer
from shouhou.registry.assets.forms import ListForm, TransferForm
from shouhou.registry.assets.grid import ASSETS
from shouhou.registry.assets.happened import lately
from shouhou.registry.assets.models import Asset
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product


def assets(request: HttpRequest) -> HttpResponse:
    """The installed base by serial number. `state` and `product` of older addresses narrow as ever."""
    take_old_names(request, ASSETS, {"state": "state", "product": of_product})
    may_edit = can(request.user, "assets.edit")
    return grid_page(request, ASSETS, template="assets/assets.html", nothing_picture="box",
                     nothing=_("这里是出厂和已注册的产品。先登记序列号，客户才能注册产品、查询真伪；成批的序列号用“导入表格”。"),
                     nothing_word=_("登记序列号") if may_edit else "", nothing_url=reverse("new_assets") if may_edit else "")


def of_product(pk: str) -> str:
    """The condition of a product's id."""
    found = Product.objects.filter(pk=number_in(pk) or 0).first()
    return f"product~is~{found.name}" if found else ""


def new(request: HttpRequest) -> HttpResponse:
    """Several serial numbers of one product; all of them or none."""
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        product, serials = facts.pop("product"), facts.pop("serials")
        try:
            with transaction.atomic():
                for serial in serials:
                    list_serial(product, serial, by=reader(request), **facts)
        except Refused as no:
            beside(form, Refused(**{"serials" if name == "serial" else name: words for name, words in no.fields.items()}))
        else:
            say(request, _("已登记 %d 个序列号。") % len(serials))
            return redirect("assets")
    return render(request, "assets/new.html", {"form": form}, status=400 if form.errors else 200)


def asset(request: HttpRequest, pk: int) -> HttpResponse:
    """One serial number: what it is, whose, everything that happened to it, and what later rooms know of it."""
    found = _find(request, pk)
    return render(request, "assets/asset.html", {"asset": found, "happened": lately(found)})


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """转让."""
    found = _find(request, pk)
    form = TransferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            transfer(found, form.cleaned_data["target"], by=reader(request), reason=form.cleaned_data["reason"])
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已转让。"))
            return redirect("asset", pk)
    names = Organization.objects.visible_to(request.user).exclude(kind="vendor").order_by("sort_key").values_list("name", flat=True)[:200]
    return render(request, "assets/transfer.html", {"form": form, "asset": found, "names": names}, status=400 if form.errors else 200)


@require_POST
def retirement(request: HttpRequest, pk: int) -> HttpResponse:
    """停用 with a reason, or with `undo=1` 启用."""
    found = _find(request, pk)
    if request.POST.get("undo") == "1":
        return_to_use(found, by=reader(request))
        say(request, _("已重新启用。"))
        return redirect("asset", pk)
    try:
        retire(found, by=reader(request), reason=request.POST.get("reason", ""))
    except Refused as no:
        say(request, no.sentence, "red")
    else:
        say(request, _("已停用。"))
    return redirect("asset", pk)


def _find(request: HttpRequest, pk: int) -> Asset:
    seen = Asset.objects.visible_to(request.user)
    found: Asset = get_object_or_404(seen.select_related("product", "version", "organization", "seller", "registered_by"), pk=pk)
    return found


urlpatterns = [
    path("assets/", allow("assets.read", assets), name="assets"),
    path("assets/new/", allow("assets.edit", new), name="new_assets"),
    path("assets/<int:pk>/", allow("assets.read", asset), name="asset"),
    path("assets/<int:pk>/transfer/", allow("assets.edit", move), name="asset_transfer"),
    path("assets/<int:pk>/retirement/", allow("assets.edit", retirement), name="asset_retirement"),
]
