"""审核 and 取消审核 (manual 004 §四(四); YY-4-10: strict 审批 before anything reaches customers)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.support.knowledge.models import Article


@transaction.atomic
def review(article: Article, *, by: User | None) -> Article:
    """已审核: readers see it from now on. Nobody reviews what he wrote himself; an import reviews by nobody (`by` None)."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if article.is_reviewed:
        raise Refused(_("“%s”已经是已审核。") % article.title)
    if by is not None and by.pk == article.author_id:
        raise Refused(_("“%s”是您自己写的，请由另一位同事审核。") % article.title)
    article.state, article.reviewer, article.reviewed_at = Article.State.REVIEWED, by, timezone.now()
    article.save(update_fields=["state", "reviewer", "reviewed_at", "sort_key"])
    record("knowledge.reviewed", article, by=by, edition=article.edition)
    return article


@transaction.atomic
def withdraw(article: Article, *, by: User | None) -> Article:
    """取消审核: readers no longer see it."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if not article.is_reviewed:
        raise Refused(_("“%s”还没有审核。") % article.title)
    article.state, article.reviewer, article.reviewed_at = Article.State.PENDING, None, None
    article.save(update_fields=["state", "reviewer", "reviewed_at", "sort_key"])
    record("knowledge.withdrawn", article, by=by, edition=article.edition)
    return article
