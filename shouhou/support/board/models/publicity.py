"""What it means here that a question is public."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Publicity(models.Model):
    """One row. Without it, public questions are for the colleagues who may see them anyway."""

    class Reach(models.TextChoices):
        COLLEAGUES = "colleagues", _("只对本单位用户公开")
        CUSTOMERS = "customers", _("对全部客户公开")

    reach = models.CharField(_("公开范围"), max_length=10, choices=Reach.choices, default=Reach.COLLEAGUES)
    since = models.DateTimeField(_("从何时提的问题起"), default=timezone.now, help_text="older questions were asked under the narrower promise")

    def __str__(self) -> str:
        return str(self.get_reach_display())
