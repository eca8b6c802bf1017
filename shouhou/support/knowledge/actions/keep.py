"""What a reader does with an article alone: say whether it helped, and look for what is not there."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.text import normal_key
from shouhou.support.knowledge.models import Article, Asked, Vote


@transaction.atomic
def vote(article: Article, is_useful: bool, *, by: User) -> None:
    """有用 or 无用; a second word takes the place of the first."""
    old = Vote.objects.select_for_update().filter(article=article, user=by).first()
    Vote.objects.update_or_create(article=article, user=by, defaults={"is_useful": is_useful, "at": timezone.now()})
    useful = is_useful - (old.is_useful if old else 0)
    useless = (not is_useful) - ((not old.is_useful) if old else 0)
    Article.objects.filter(pk=article.pk).update(useful_count=F("useful_count") + useful, useless_count=F("useless_count") + useless)


@transaction.atomic
def note_search(words: str, count: int, *, by: User) -> None:
    """Remember what was searched and how many answers there were; once a person, day and words."""
    now, words = timezone.now(), words[:200]
    Asked.objects.update_or_create(key=normal_key(words)[:200], user=by, day=timezone.localdate(now), defaults={"words": words, "count": count, "at": now})
