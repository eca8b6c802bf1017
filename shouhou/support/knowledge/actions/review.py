"""审核 and 取消审核 (manual 004 §四(四); YY-4-10: strict 审批 before anything reaches customers)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record, timeline
from shouhou.support.knowledge.models import Article, Revision
from shouhou.support.knowledge.personal import found_in


@transaction.atomic
def review(article: Article, *, by: User | None) -> Article:
    """已审核: readers see it from now on. Nobody reviews what he wrote himself; an import reviews by nobody (`by` None).

    What customers will read holds no facts about people.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if article.is_reviewed:
        raise Refused(_("“%s”已经是已审核。") % article.title)
    if by is not None and (by.pk == article.author_id or has_written(by, article)):
        raise Refused(_("“%s”是您自己写的，请由另一位同事审核。") % article.title)
    if article.audience == Article.Audience.CUSTOMER and (facts := found_in(f"{article.title}\n{article.plain}")):
        raise Refused(_("“%(title)s”里有不宜公开的客户信息：%(facts)s。请去掉，或改为仅服务人员可见，再审核。") % {
            "title": article.title, "facts": _("、").join(facts[:5])})
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


def has_written(user: User, article: Article) -> bool:
    """Whether words of this person came in since the article was last reviewed, also when somebody else changed it afterwards."""
    last = max((event.data.get("edition") or 0 for event in timeline(article).filter(verb="knowledge.reviewed")), default=0)
    return Revision.objects.filter(article=article, edition__gt=last, by=user).exists()
