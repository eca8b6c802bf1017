"""How this vendor treats those without an agreement: one row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouhou.registry.agreements.doors import open_to_all


class Policy(models.Model):
    """One row; defaults as manual 000 has it: everybody whom the vendor gave an account may ask."""

    open_doors = models.JSONField(_("没有服务协议也可以使用"), default=open_to_all)
    asks_for_code = models.BooleanField(_("在线提问时须输入服务识别码和密码"), default=False)
    activation_url = models.URLField(_("云产品激活网址"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return ", ".join(self.open_doors)
