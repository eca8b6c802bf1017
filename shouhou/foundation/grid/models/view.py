"""How a person wants a list to look."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access.models import Grant
from shouhou.foundation.accounts.models import User


class Views(models.QuerySet["View"]):
    def visible_to(self, user: object) -> Self:
        """One's own, and those shared with a role one holds."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(models.Q(owner=user) | models.Q(role__in=Grant.objects.filter(user=user).values("role")))


class View(models.Model):
    """A layout of a list with its conditions. Without a name it is the one last used, kept by itself.

    `state` is what `Asking.to_json` gives, with `own`: the page's own names of its address. It is read anew at each use.
    """

    grid = models.CharField(_("列表"), max_length=40)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("视图名称"), max_length=40, blank=True, default="")
    state = models.JSONField(default=dict)
    role = models.CharField(_("共享给"), max_length=40, blank=True, default="")
    is_default = models.BooleanField(_("打开列表时使用"), default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = Views.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "grid", "name"], name="one_view_of_a_name")]
        indexes = [models.Index(fields=["grid", "role"], name="view_of_role", condition=~models.Q(role=""))]

    def __str__(self) -> str:
        return self.name
