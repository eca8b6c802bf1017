"""The product tree for machines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from shouhou.foundation.api import Page, needs
from shouhou.registry.products.models import Product

router = Router()


def shown(product: Product) -> dict[str, Any]:
    """A product with the modules and versions that can be chosen."""
    return {"id": product.pk, "code": product.code, "name": product.name,
            "modules": [{"id": m.pk, "name": m.name} for m in product.modules.all() if m.is_active],
            "versions": [{"id": v.pk, "name": v.name} for v in product.versions.all() if v.is_active]}


@router.get("", response=Page, summary="产品、模块与版本")
@needs("products.read")
def products(request: HttpRequest, q: str = Query("", max_length=80), limit: int = Query(50, ge=1, le=200),
             cursor: str = Query("", max_length=20)) -> dict[str, Any]:
    """Products the caller may ask about, in the vendor's order."""
    rows = Product.objects.visible_to(request.user).filter(is_active=True).prefetch_related("modules", "versions").order_by("id")
    if q:
        rows = rows.filter(name__icontains=q.replace("\x00", ""))
    if cursor.isdecimal() and len(cursor) < 19:
        rows = rows.filter(pk__gt=int(cursor))
    found = list(rows[: limit + 1])
    return {"items": [shown(p) for p in found[:limit]], "next": str(found[limit - 1].pk) if len(found) > limit else None}
