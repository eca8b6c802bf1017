"""Who reads the files of an article: who may see the article."""

from __future__ import annotations

from shouhou.foundation.files import File, policy
from shouhou.support.knowledge.models import Article


@policy("article")
def may_read(user: object, file: File) -> bool:
    """The same `visible_to` as the page."""
    return bool(Article.objects.visible_to(user).filter(pk=int(file.subject.partition(":")[2])).exists())
