"""Which fields the question form shows and requires, as the administrator decided."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AskField(models.Model):
    """One field of 我要提问. A field without a row is shown as the code's default says."""

    field = models.CharField(max_length=30, primary_key=True)
    is_shown = models.BooleanField(_("显示"), default=True)
    is_required = models.BooleanField(_("必填"), default=False)

    def __str__(self) -> str:
        return self.field
