"""Links of the chain, and what looking at it found."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Seal(models.Model):
    """One link: the events `first` to `last` (ids), how many they are, and the digest over them and the link before."""

    first = models.BigIntegerField(unique=True)
    last = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


class Look(models.Model):
    """The outcome of one verification."""

    at = models.DateTimeField(default=timezone.now)
    links = models.PositiveIntegerField()
    rows = models.PositiveBigIntegerField()
    struck = models.PositiveIntegerField()
    wrong = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {len(self.wrong)}"
