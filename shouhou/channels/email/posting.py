"""One mail: made safely, handed over, and what the server's answer means."""

from __future__ import annotations

import smtplib
import socket
import ssl
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from shouhou.aftercare.notifications import Away
from shouhou.channels.email.server import Server
from shouhou.foundation.jobs import GiveUp, Retry
from shouhou.foundation.kit.text import one_line
from shouhou.foundation.trace import HEADER, current
from shouhou.registry.organizations.belonging import vendor

LATER = 600
"""Seconds until a server that does not know us, or puts us off, is asked again."""


def configured() -> Server | None:
    """The server of EMAIL_URL; None when there is none."""
    return Server.read(settings.ENV.email_url)


def sender_of(server: Server) -> str:
    """The address mail comes from: what EMAIL_URL says, else the vendor's."""
    return server.sender or vendor().email or "noreply@localhost"


def letter(server: Server, *, name: str, address: str, subject: str, text: str, mark: str) -> EmailMessage:
    """A mail to one person: plain text, one recipient. `mark` makes its Message-ID, so that a double is seen as one.

    Raises `GiveUp` for an address that cannot be one.
    """
    own, sender = vendor(), sender_of(server)
    mail = EmailMessage()
    try:
        validate_email(address)
        mail["Subject"] = one_line(subject)
        mail["From"] = Address(one_line(own.platform_name or own.name), addr_spec=sender)
        mail["To"] = Address(one_line(name), addr_spec=address)
        mail["Message-ID"] = f"<{mark}@{sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        if current():
            mail[HEADER] = current()
    except (ValidationError, MessageError, ValueError, IndexError) as bad:
        raise GiveUp(_("邮箱地址不对。")) from bad
    mail.set_content("\n\n".join(filter(None, (text, one_line(f"{own.name} {own.hotlines}")))) + "\n")
    return mail


def post(server: Server, mail: EmailMessage) -> str:
    """Hand it over and answer its Message-ID. Raises `Away`, `Retry` or `GiveUp`, none of which tells the password."""
    try:
        server.hand_over(mail)
    except smtplib.SMTPRecipientsRefused as no:
        code, words = next(iter(no.recipients.values()))
        raise _verdict(code, words) from None
    except smtplib.SMTPAuthenticationError:
        raise Retry(_("邮件服务器不接受用户名或密码。"), after=LATER) from None
    except smtplib.SMTPResponseException as no:
        raise _verdict(no.smtp_code, no.smtp_error) from None
    except smtplib.SMTPNotSupportedError:
        raise GiveUp(_("邮件服务器不支持所要求的登录或加密方式。")) from None
    except (smtplib.SMTPException, OSError) as no:
        raise Away(_("邮件服务器暂时不可用：%s") % _reason(no)) from None
    return str(mail["Message-ID"])


def _reason(no: Exception) -> str:
    """Why there was no answer, in words an operator can act on."""
    for kind, words in ((TimeoutError, _("超时")), (ConnectionRefusedError, _("拒绝连接")), (socket.gaierror, _("找不到这个主机")),
                        (ssl.SSLError, _("加密或证书不符"))):
        if isinstance(no, kind):
            return words
    return type(no).__name__


def _verdict(code: int, words: bytes | str) -> Retry | GiveUp:
    """RFC 5321: 4xx may work later, 5xx never will."""
    said = f"{code} " + one_line(words.decode("utf-8", "replace") if isinstance(words, bytes) else words)[:200]
    if 400 <= code < 500:
        return Retry(_("邮件服务器要求稍后再发：%s") % said, after=LATER)
    return GiveUp(_("邮件服务器拒收：%s") % said)
