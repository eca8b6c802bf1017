"""Mail as a way to prove who somebody is: confirming an address, finding back in."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.channels.email.posting import configured, letter, post
from shouhou.foundation.accounts.models import User
from shouhou.foundation.jobs import GiveUp
from shouhou.registry.joining import ways


class Mail:
    """The way."""

    code = "email"
    label = gettext_lazy("邮箱")

    def is_ready(self) -> bool:
        return configured() is not None

    def address_of(self, user: User) -> str:
        return user.email

    def send(self, *, name: str, address: str, subject: str, text: str, mark: str) -> str:
        server = configured()
        if server is None:
            raise GiveUp(_("没有配置邮件服务器（EMAIL_URL）。"))
        return post(server, letter(server, name=name, address=address, subject=subject, text=text, mark=mark))


ways.register(Mail())
