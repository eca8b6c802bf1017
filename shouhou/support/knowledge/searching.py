"""What of an article is searched."""

from __future__ import annotations

from shouhou.foundation import search
from shouhou.support.knowledge.models import Article

search.declare("article", 3)
AT_ONCE = 200


def keywords(article: Article) -> str:
    """Names under which an article is looked for beside its words."""
    return " ".join(str(one) for one in (article.product, article.module, article.version) if one is not None)


def put(article: Article) -> None:
    """Let an article be found as it stands now."""
    search.rank("article", article.pk, article.title, article.plain, keywords(article))


def forget(article_id: int) -> None:
    """The article is gone."""
    search.unrank("article", article_id)


@search.ranked_source("article")
def articles(after: int) -> list[tuple[int, str, str, str]]:
    """The next articles, locked until the caller's transaction ends."""
    found = Article.objects.filter(pk__gt=after).select_for_update(of=("self",)).select_related("product", "module", "version").order_by("pk")[:AT_ONCE]
    return [(one.pk, one.title, one.plain, keywords(one)) for one in found]
