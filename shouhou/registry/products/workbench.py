"""Staff's pages: the product tree; which products a company holds."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shouhou.foundation.access import Refused, allow
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.forms import beside, text
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.actions import add_part, add_product, edit_product, move, rename_part, retire, return_to_use, set_holdings
from shouhou.registry.products.models import Module, Product, Version

KINDS: dict[str, type[Module | Version]] = {"modules": Module, "versions": Version}


class ProductForm(forms.Form):
    """Name and code of a product."""

    name = text(gettext_lazy("产品名称"), required=True, maxlength=80)
    code = text(gettext_lazy("产品编码"), maxlength=40)


class PartForm(forms.Form):
    """Name of a module or version."""

    name = text(gettext_lazy("名称"), required=True, maxlength=80)


class HoldingsForm(forms.Form):
    """The products a company holds."""

    products = forms.ModelMultipleChoiceField(label=gettext_lazy("持有的产品"), queryset=Product.objects.none(), required=False,
                                              widget=forms.CheckboxSelectMultiple)


def products(request: HttpRequest) -> HttpResponse:
    """The products in their order, with the counts of modules and versions; POST adds one."""
    form = ProductForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            product = add_product(by=reader(request), **form.cleaned_data)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已新建 %s，接着添加应用模块和使用版本。") % product.name)
            return redirect("product", product.pk)
    rows = Product.objects.prefetch_related("modules", "versions")
    return render(request, "products/products.html", {"products": rows, "form": form}, status=400 if form.errors else 200)


def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One product: name, 应用模块, 使用版本. POST with `part` adds to one of the two lists, without it edits the product."""
    found = get_object_or_404(Product, pk=pk)
    kind = request.POST.get("part", "")
    if kind and kind not in KINDS:
        raise Http404
    facts = ProductForm(request.POST if request.method == "POST" and not kind else None, initial={"name": found.name, "code": found.code})
    parts = {name: PartForm(request.POST if kind == name else None, auto_id=f"id_{name}_%s") for name in KINDS}
    form: forms.Form = parts[kind] if kind else facts
    if request.method == "POST" and form.is_valid():
        try:
            if kind:
                add_part(KINDS[kind], found, by=reader(request), name=form.cleaned_data["name"])
            else:
                edit_product(found, by=reader(request), **form.cleaned_data)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已添加。") if kind else _("已保存。"))
            return redirect(f"/workbench/products/{pk}/" + (f"#{kind}" if kind else ""))
    return render(request, "products/product.html", {
        "product": Product.objects.get(pk=pk), "form": facts, "lists": [
            ("modules", _("应用模块"), found.modules.all(), parts["modules"]),
            ("versions", _("使用版本"), found.versions.all(), parts["versions"])]}, status=400 if form.errors else 200)


@require_POST
def order(request: HttpRequest, pk: int, kind: str = "", part: int = 0) -> HttpResponse:
    """One place `up` or `down`."""
    thing = _thing(pk, kind, part)
    move(thing, -1 if request.POST.get("to") == "up" else 1, by=reader(request))
    return _back(pk, kind)


@require_POST
def retirement(request: HttpRequest, pk: int, kind: str = "", part: int = 0) -> HttpResponse:
    """停用, or with `undo=1` 启用."""
    thing = _thing(pk, kind, part)
    if request.POST.get("undo") == "1":
        return_to_use(thing, by=reader(request))
        say(request, _("已启用 %s。") % thing.name)
    else:
        retire(thing, by=reader(request))
        say(request, _("已停用 %s，新的问题不能再选它，以前的问题不变。") % thing.name)
    return _back(pk, kind)


@require_POST
def name(request: HttpRequest, pk: int, kind: str, part: int) -> HttpResponse:
    """Another name for a module or version."""
    thing = _thing(pk, kind, part)
    assert isinstance(thing, Module | Version)
    try:
        rename_part(thing, by=reader(request), name=request.POST.get("name", ""))
    except Refused as no:
        say(request, no.message, "red")
    else:
        say(request, _("已保存。"))
    return _back(pk, kind)


def holdings(request: HttpRequest, pk: int) -> HttpResponse:
    """Which products a company holds."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user).exclude(kind="vendor"), pk=pk)
    form = HoldingsForm(request.POST if request.method == "POST" else None, initial={
        "products": list(organization.holdings.values_list("product_id", flat=True))})
    field = form.fields["products"]
    assert isinstance(field, forms.ModelMultipleChoiceField)
    field.queryset = (Product.objects.filter(is_active=True) | Product.objects.filter(holdings__organization=organization)).distinct()
    if request.method == "POST" and form.is_valid():
        set_holdings(organization, form.cleaned_data["products"], by=reader(request))
        say(request, _("已保存。"))
        return redirect("customer", pk)
    return render(request, "products/holdings.html", {"form": form, "organization": organization}, status=400 if form.errors else 200)


def _thing(pk: int, kind: str, part: int) -> Product | Module | Version:
    if not kind:
        return get_object_or_404(Product, pk=pk)
    if kind not in KINDS:
        raise Http404
    found = KINDS[kind].objects.select_related("product").filter(product_id=pk, pk=part).first()
    if found is None:
        raise Http404
    return found


def _back(pk: int, kind: str) -> HttpResponse:
    return redirect(f"/workbench/products/{pk}/#{kind}" if kind else "/workbench/products/")


urlpatterns = [
    path("products/", allow("products.edit", products), name="products"),
    path("products/<int:pk>/", allow("products.edit", product), name="product"),
    path("products/<int:pk>/order/", allow("products.edit", order), name="product_order"),
    path("products/<int:pk>/retirement/", allow("products.edit", retirement), name="product_retirement"),
    path("products/<int:pk>/<str:kind>/<int:part>/order/", allow("products.edit", order), name="part_order"),
    path("products/<int:pk>/<str:kind>/<int:part>/retirement/", allow("products.edit", retirement), name="part_retirement"),
    path("products/<int:pk>/<str:kind>/<int:part>/name/", allow("products.edit", name), name="part_name"),
    path("customers/<int:pk>/products/", allow("products.edit", holdings), name="holdings"),
]
