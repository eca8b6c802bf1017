"""服务级别: what an agreement of this level opens, and how soon its customers are served."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouhou.registry.agreements.doors import every_door


class Level(models.Model):
    """A level of service. The smaller `priority`, the sooner served; `is_prepaid` serves only while a balance is left."""

    name = models.CharField(_("服务级别"), max_length=40, unique=True)
    priority = models.PositiveSmallIntegerField(_("排队优先级"), default=50)
    is_vip = models.BooleanField("VIP", default=False)
    is_prepaid = models.BooleanField(_("预付（余额用完即止）"), default=False)
    doors = models.JSONField(_("享有的服务"), default=every_door)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
