"""What readers leave behind: readings, favourites, votes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from shouhou.support.knowledge.models.article import Article


class Reading(models.Model):
    """Somebody read an article on a day. The row is the count: one a person and day."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user", "day"], name="one_reading_a_day")]
        indexes = [models.Index(fields=["user", "at"], name="reading_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.article_id}"


class Favourite(models.Model):
    """收藏."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="favourites")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "article"], name="one_favourite")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.article_id}"


class Vote(models.Model):
    """有用 or 无用, one word a person and article; the last one counts."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_useful = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "article"], name="one_vote")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.article_id}"
