"""What of an article is searched."""

from __future__ import annotations

from django.utils.translation import gettext_noop as word

from shouhou.foundation import search
from shouhou.support.knowledge.models import Article

search.declare("article", 3, word("知识"))
AT_ONCE = 200
OPENING = 60
"""Characters of the text that stand for a title that is missing."""


def opening(text: str) -> str:
    """The beginning of a text, where it has no title."""
    line = text.strip().split("\n", 1)[0]
    return line if len(line) <= OPENING else line[: OPENING - 1] + "…"


def document(article: Article) -> tuple[int, str, str, str]:
    """An article as it is ranked: id, title, text, and names under which it is looked for beside its words.

    A title that was made from the opening of the text says nothing of its own and counts as none.
    """
    names = (article.product, article.module, article.version)
    return (article.pk, "" if article.title == opening(article.plain) else article.title, article.plain,
            " ".join(str(one) for one in names if one is not None))


def put(article: Article) -> None:
    """Let an article be found as it stands now."""
    search.rank("article", *document(article))


def forget(article_id: int) -> None:
    """The article is gone."""
    search.unrank("article", article_id)


@search.ranked_source("article")
def articles(after: int) -> list[tuple[int, str, str, str]]:
    """The next articles, locked until the caller's transaction ends."""
    found = Article.objects.filter(pk__gt=after).select_for_update(of=("self",)).select_related("product", "module", "version").order_by("pk")[:AT_ONCE]
    return [document(one) for one in found]
