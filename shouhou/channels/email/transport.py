"""Notifications by mail."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.aftercare.notifications import register
from shouhou.aftercare.notifications.models import Delivery
from shouhou.channels.email.posting import configured, letter, post
from shouhou.foundation.accounts.models import User
from shouhou.foundation.jobs import GiveUp


class Email:
    """The transport."""

    code = "email"
    label = gettext_lazy("邮件")

    def is_ready(self) -> bool:
        return configured() is not None

    def addresses(self, user: User) -> list[str]:
        return [user.email] if user.email else []

    def send(self, delivery: Delivery) -> str:
        server = configured()
        if server is None:
            raise GiveUp(_("没有配置邮件服务器（EMAIL_URL）。"))
        notice = delivery.notice
        text = "\n\n".join(filter(None, (notice.text, str(delivery.data.get("link", "")))))
        return post(server, letter(server, name=notice.user.name, address=delivery.address, subject=notice.title, text=text, mark=delivery.dedup))


register(Email())
