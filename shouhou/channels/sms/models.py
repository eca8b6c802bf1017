"""The gateway, and what was handed over to it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.kit.sealing import seal, unseal

ENDPOINT = "https://dysmsapi.aliyuncs.com"
MOST_A_DAY = 500


class Gateway(models.Model):
    """The vendor's account at the gateway. At most one row, with id 1. The secret is sealed and never shown."""

    access_key = models.CharField("AccessKey ID", max_length=60)
    sealed_secret = models.CharField(max_length=400)
    sign_name = models.CharField(_("短信签名"), max_length=40)
    code_template = models.CharField(_("验证码模板"), max_length=40)
    invitation_template = models.CharField(_("邀请模板"), max_length=40, blank=True)
    notice_template = models.CharField(_("通知模板"), max_length=40, blank=True)
    most_a_day = models.PositiveIntegerField(_("每天最多发送（条）"), default=MOST_A_DAY)
    endpoint = models.CharField(_("接口地址"), max_length=120, default=ENDPOINT)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.sign_name

    @property
    def secret(self) -> str:
        """AccessKey Secret; "" when the installation's own secret has changed since."""
        return unseal(self.sealed_secret, settings.SECRET_KEY)

    @secret.setter
    def secret(self, secret: str) -> None:
        self.sealed_secret = seal(secret, settings.SECRET_KEY)


class Messages(models.QuerySet["Message"]):
    def visible_to(self, user: object) -> Self:
        """The log is for those who look after it."""
        return self if can(user, "sms.manage") else self.none()


class Message(models.Model):
    """One short message. What it said is not kept: neither code nor link nor text."""

    class Purpose(models.TextChoices):
        CODE = "code", _("验证码")
        INVITATION = "invitation", _("邀请")
        NOTICE = "notice", _("通知")
        TRIAL = "trial", _("测试")

    class State(models.TextChoices):
        SENT = "sent", _("已发送")
        FAILED = "failed", _("没有发出，会重试")
        DEAD = "dead", _("发送失败")

    purpose = models.CharField(_("用途"), max_length=12, choices=Purpose.choices)
    number = models.CharField(_("手机号"), max_length=20)
    template = models.CharField(_("模板"), max_length=40)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices)
    error = models.CharField(_("原因"), max_length=300, blank=True)
    receipt = models.CharField(_("回执"), max_length=80, blank=True)
    source = models.CharField(_("来源"), max_length=45, blank=True)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)

    objects: ClassVar[Any] = Messages.as_manager()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="sms_by_time")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.masked}"

    @property
    def masked(self) -> str:
        return masked(self.number)


def masked(number: str) -> str:
    """As much of a number as its owner recognises: `139****1234`."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 9 else "****"
