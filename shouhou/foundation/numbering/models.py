"""The counters behind document numbers."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """The last number given out for a prefix."""

    prefix = models.CharField(max_length=20, primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"
