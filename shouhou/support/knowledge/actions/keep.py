"""What a reader does with an article: read it, keep it, say whether it helped."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.text import normal_key
from shouhou.support.knowledge.models import Article, Asked, Favourite, Reading, Vote


@transaction.atomic
def read(article: Article, *, by: User) -> None:
    """Count a reading, once a person and day; the time is that of the last one, for 我的足迹."""
    now = timezone.now()
    _reading, is_new = Reading.objects.update_or_create(article=article, user=by, day=timezone.localdate(now), defaults={"at": now})
    if is_new:
        Article.objects.filter(pk=article.pk).update(read_count=F("read_count") + 1)


@transaction.atomic
def favour(article: Article, *, by: User) -> None:
    """收藏; once is enough."""
    _favourite, is_new = Favourite.objects.get_or_create(article=article, user=by)
    if is_new:
        Article.objects.filter(pk=article.pk).update(favourite_count=F("favourite_count") + 1)


@transaction.atomic
def unfavour(article: Article, *, by: User) -> None:
    """取消收藏."""
    gone, _by_model = Favourite.objects.filter(article=article, user=by).delete()
    if gone:
        Article.objects.filter(pk=article.pk).update(favourite_count=F("favourite_count") - 1)


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
