"""Knowledge for machines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from shouhou.foundation.api import needs
from shouhou.support.knowledge.finding import MOST, Answer, answers

router = Router()
BEGINNING = 200
"""Characters of an article's text in a list."""


def shown(answer: Answer) -> dict[str, Any]:
    article = answer.article
    return {"id": article.pk, "external_id": article.external_id, "title": article.title, "score": answer.score, "category": article.category.name,
            "product": article.product.name if article.product else None, "text": article.plain[:BEGINNING], "url": f"/knowledge/{article.pk}/"}


@router.get("/search", summary="搜索知识")
@needs("knowledge.read")
def find(request: HttpRequest, q: str = Query(..., min_length=1, max_length=4000), limit: int = Query(10, ge=1, le=MOST),
         product: int | None = Query(None, ge=1, le=2**62), category: int | None = Query(None, ge=1, le=2**62),
         cursor: str = Query("", max_length=6)) -> dict[str, Any]:
    """Articles that answer `q`, the best first, of those the caller may read. `relaxed` says what was done to a question that was not found whole."""
    start = int(cursor) if cursor.isascii() and cursor.isdecimal() else 0
    found = answers(q, request.user, product_id=product, category_id=category, limit=limit, offset=start)  # type: ignore[arg-type]
    return {"items": [shown(answer) for answer in found.items], "relaxed": found.relaxed, "next": str(start + limit) if found.has_more else None}
