"""What readers of questions leave behind."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from shouhou.support.tickets.models import Ticket


class Tally(models.Model):
    """阅读次数 and 收藏次数 of a question."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="tally", primary_key=True)
    read_count = models.PositiveIntegerField(default=0, db_index=True)
    favourite_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.pk}: {self.read_count}"


class Seen(models.Model):
    """Somebody opened a question on a day: one row a person and day, which is what counts."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user", "day"], name="one_look_a_day")]
        indexes = [models.Index(fields=["user", "at"], name="look_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.ticket_id}"


class Kept(models.Model):
    """收藏 of a question."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="one_kept_question")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.ticket_id}"
