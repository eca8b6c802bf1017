"""What people were told, and how it went out."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.accounts.models import User


class Notices(models.QuerySet["Notice"]):
    def visible_to(self, user: object) -> Self:
        """Each person's own."""
        return self.filter(user=user) if isinstance(user, User) else self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing a person is told, inside the product."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=60, blank=True)
    dedup = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = Notices.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "id"], name="notice_of_user"),
                   models.Index(fields=["user"], name="notice_unread", condition=models.Q(read_at=None))]

    def __str__(self) -> str:
        return self.title


class Deliveries(models.QuerySet["Delivery"]):
    def visible_to(self, user: object) -> Self:
        """The log is for those who look after it."""
        return self if can(user, "notifications.read") else self.none()


class Delivery(models.Model):
    """One copy of a notice by one transport to one address. `dedup` makes sure that there is one, and goes along to the other side."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("重试中")
        DEAD = "dead", _("发送失败")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    transport = models.CharField(_("方式"), max_length=20)
    address = models.CharField(_("地址"), max_length=120)
    data = models.JSONField(default=dict)
    dedup = models.CharField(max_length=64, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    error = models.CharField(_("原因"), max_length=400, blank=True)
    receipt = models.CharField(_("回执"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)
    sent_at = models.DateTimeField(_("发送时间"), null=True)

    objects: ClassVar[Any] = Deliveries.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="delivery_by_state")]

    def __str__(self) -> str:
        return f"{self.transport} {self.address}"


class Preference(models.Model):
    """A person wants, or does not want, to be told of a kind by a transport. Without a row the kind's default holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    transport = models.CharField(max_length=20)
    is_wanted = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "transport"], name="one_preference")]

    def __str__(self) -> str:
        return f"{self.kind} {self.transport}"
