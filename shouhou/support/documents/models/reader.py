"""What readers leave behind: readings and favourites."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from shouhou.support.documents.models.document import Document


class Reading(models.Model):
    """Somebody opened a document on a day. The row is the count: one a person and day."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "user", "day"], name="one_document_reading_a_day")]
        indexes = [models.Index(fields=["user", "at"], name="document_reading_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.document_id}"


class Favourite(models.Model):
    """收藏."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="favourites")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "document"], name="one_document_favourite")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.document_id}"
