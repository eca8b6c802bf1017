"""Notifications by mail."""

from __future__ import annotations

import smtplib
from email.headerregistry import Address
from email.message import EmailMessage

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shouhou.aftercare.notifications import register
from shouhou.aftercare.notifications.models import Delivery
from shouhou.channels.email.server import Server
from shouhou.foundation.accounts.models import User
from shouhou.foundation.jobs import GiveUp, Retry
from shouhou.registry.organizations.belonging import vendor


def one_line(text: str) -> str:
    """Fit for a header: no line breaks or control characters (security row 89)."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class Email:
    """The transport."""

    code = "email"
    label = _("邮件")

    def is_ready(self) -> bool:
        return Server.read(settings.ENV.email_url) is not None

    def addresses(self, user: User) -> list[str]:
        return [user.email] if user.email else []

    def message(self, delivery: Delivery, sender: str) -> EmailMessage:
        """The mail: plain text, one recipient, a Message-ID made of the dedup mark so that a double is seen as one."""
        own = vendor()
        domain = sender.rpartition("@")[2] or "localhost"
        mail = EmailMessage()
        mail["Subject"] = one_line(delivery.notice.title)
        mail["From"] = Address(one_line(own.platform_name or own.name), addr_spec=sender)
        mail["To"] = Address(one_line(delivery.notice.user.name), addr_spec=delivery.address)
        mail["Message-ID"] = f"<{delivery.dedup}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        link = delivery.data.get("link", "")
        mail.set_content(f"{delivery.notice.text}\n\n{link}\n\n{own.name} {own.hotlines}\n")
        return mail

    def send(self, delivery: Delivery) -> str:
        server = Server.read(settings.ENV.email_url)
        if server is None:
            raise GiveUp("没有配置邮件服务器（EMAIL_URL）。")
        try:
            message = self.message(delivery, server.sender or vendor().email or "noreply@localhost")
        except (ValueError, IndexError) as bad:
            raise GiveUp("邮箱地址不对。") from bad
        try:
            server.hand_over(message)
        except smtplib.SMTPRecipientsRefused as no:
            raise GiveUp("收件邮箱被对方服务器拒绝。") from no
        except smtplib.SMTPAuthenticationError as no:
            raise Retry("邮件服务器不接受用户名或密码。", after=600) from no
        except (smtplib.SMTPException, OSError) as no:
            raise Retry(f"邮件服务器暂时不可用：{type(no).__name__}") from no
        return str(message["Message-ID"])


register(Email())
