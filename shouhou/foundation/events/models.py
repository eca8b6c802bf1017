"""The record of what happened: only ever added to."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One thing that happened. `subject` is `room-noun:id`, such as `ticket:12`; `data` is JSON of the verb's own facts."""

    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="event_of_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
