"""The doors a customer comes in by, as an agreement's level opens them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Door(models.TextChoices):
    """The question form, the API and WeChat are one door: what is asked there is the same."""

    QUESTION = "question", _("提问")
    HOTLINE = "hotline", _("热线")
    CHAT = "chat", _("在线咨询")
    APPOINTMENT = "appointment", _("服务预约")
    DOWNLOAD = "download", _("下载")
    REMOTE = "remote", _("远程支持")


def every_door() -> list[str]:
    return [str(door) for door in Door.values]


def open_to_all() -> list[str]:
    """What a customer without an agreement may do as long as the vendor has not decided otherwise. Saving is for VIP (manual 001 §8)."""
    return [str(d) for d in (Door.QUESTION, Door.HOTLINE, Door.APPOINTMENT)]
