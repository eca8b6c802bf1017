"""What readers searched for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Asked(models.Model):
    """Words somebody searched the knowledge for on a day, and how many answers there were the last time."""

    key = models.CharField(max_length=200, help_text="the words without case and width")
    words = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField(help_text="answers on the first page")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "user", "day"], name="one_search_a_day")]
        indexes = [models.Index(fields=["day", "count"], name="search_by_day")]

    def __str__(self) -> str:
        return self.words
