"""Staff's pages: the product tree; which products a company holds."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shouhou.foundation.access import Refused, allow, beside
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.grid import grid_page
from shouhou.foundation.grid.sheet import Cell, Line, Sheet, typed
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.forms import text
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.actions import Wanted, add_product, edit_product, move, retire, return_to_use, save_parts, set_holdings
from shouhou.registry.products.actions.list_product import LIMITS
from shouhou.registry.products.grid import PRODUCTS
from shouhou.registry.products.models import Module, Product, Version

KINDS: dict[str, type[Module] | type[Version]] = {"modules": Module, "versions": Version}


class ProductForm(forms.Form):
    """Name and code of a product."""

    name = text(gettext_lazy("产品名称"), required=True, maxlength=80)
    code = text(gettext_lazy("产品编码"), maxlength=40)


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
    page = grid_page(request, PRODUCTS, template="products/products.html", form=form, nothing_picture="product",
                     nothing=_("客户提问时先选产品。在右边新建第一个，再为它添加应用模块和使用版本；也可以从 Excel 导入。"))
    if form.errors:
        page.status_code = 400
    return page


def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One product: its name and code (POST changes them), its 应用模块 and 使用版本 as sheets."""
    found = get_object_or_404(Product, pk=pk)
    facts = ProductForm(request.POST if request.method == "POST" else None, initial={"name": found.name, "code": found.code})
    if request.method == "POST" and facts.is_valid():
        try:
            edit_product(found, by=reader(request), **facts.cleaned_data)
        except Refused as no:
            beside(facts, no)
        else:
            say(request, _("已保存。"))
            return redirect("product", pk)
    return _page(request, pk, facts, {})


@require_POST
def parts(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """All modules, or all versions, as they stand in the sheet now."""
    found = get_object_or_404(Product, pk=pk)
    if kind not in KINDS:
        raise Http404
    sheet = _sheet(found, kind, [])
    try:
        sheet.lines = typed(request.POST, sheet.columns)
        rows = [Wanted(number(line.pk) if line.pk else None, line.values["name"], line.values["is_active"] == "1") for line in sheet.lines]
        save_parts(KINDS[kind], found, rows, by=reader(request))
    except Refused as no:
        sheet.refuse(no)
        return _page(request, pk, ProductForm(initial={"name": found.name, "code": found.code}), {kind: sheet})
    say(request, _("已保存。"))
    return redirect(f"/workbench/products/{pk}/#{kind}")


def number(text: str) -> int:
    """The number a row was sent with; one that no row has when it is none."""
    found = number_in(text)
    return -1 if found is None else found


def _page(request: HttpRequest, pk: int, facts: ProductForm, refused: dict[str, Sheet]) -> HttpResponse:
    found = Product.objects.get(pk=pk)
    sheets = [refused.get(kind) or _sheet(found, kind, [
        Line(str(part.pk), {"name": part.name, "is_active": "1" if part.is_active else ""}) for part in KINDS[kind].objects.filter(product=found)])
        for kind in KINDS]
    return render(request, "products/product.html", {"product": found, "form": facts, "sheets": sheets}, status=400 if facts.errors or refused else 200)


def _sheet(found: Product, kind: str, lines: list[Line]) -> Sheet:
    label = _("应用模块") if kind == "modules" else _("使用版本")
    columns = [Cell("name", label, maxlength=LIMITS[KINDS[kind]]), Cell("is_active", _("状态"), "flag", word=_("在用"))]
    return Sheet(kind, label, f"/workbench/products/{found.pk}/{kind}/", columns, lines)


@require_POST
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One place `up` or `down`."""
    move(get_object_or_404(Product, pk=pk), -1 if request.POST.get("to") == "up" else 1, by=reader(request))
    return redirect("products")


@require_POST
def retirement(request: HttpRequest, pk: int) -> HttpResponse:
    """停用, or with `undo=1` 启用."""
    thing = get_object_or_404(Product, pk=pk)
    if request.POST.get("undo") == "1":
        return_to_use(thing, by=reader(request))
        say(request, _("已启用 %s。") % thing.name)
    else:
        retire(thing, by=reader(request))
        say(request, _("已停用 %s，新的问题不能再选它，以前的问题不变。") % thing.name)
    return redirect("products")


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


urlpatterns = [
    path("products/", allow("products.edit", products), name="products"),
    path("products/<int:pk>/", allow("products.edit", product), name="product"),
    path("products/<int:pk>/order/", allow("products.edit", order), name="product_order"),
    path("products/<int:pk>/retirement/", allow("products.edit", retirement), name="product_retirement"),
    path("products/<int:pk>/<str:kind>/", allow("products.edit", parts), name="product_parts"),
    path("customers/<int:pk>/products/", allow("products.edit", holdings), name="holdings"),
]
