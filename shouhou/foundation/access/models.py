"""Who holds which role."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.Model):
    """A role of the installation's own making, for the vendor's side. Those that come with the product stand in `roles`."""

    code = models.CharField(max_length=40, unique=True)
    label = models.CharField(_("名称"), max_length=40, unique=True)
    capabilities = models.JSONField(default=list)
    made_from = models.CharField(_("模板"), max_length=40, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.label


class Grant(models.Model):
    """A role held by a person. Takes effect, and ends, with the next request."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("角色"), max_length=40)
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="one_grant_of_a_role")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.role}"
