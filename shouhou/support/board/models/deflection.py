"""A question that was not asked, because an answer was there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from shouhou.support.knowledge.models import Article


class Deflection(models.Model):
    """Somebody who was writing a question said of an article: this solved it."""

    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=200, help_text="of the article then")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.CharField(max_length=200, blank=True, help_text="the title of the question that was being written")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.title
