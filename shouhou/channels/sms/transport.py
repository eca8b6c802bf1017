"""Notifications by SMS: for whoever ticks it. Nobody gets one unasked."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.aftercare.notifications import register
from shouhou.aftercare.notifications.models import Delivery
from shouhou.channels.sms import gateway
from shouhou.channels.sms.models import Message
from shouhou.channels.sms.sending import LONGEST, mobile, send
from shouhou.foundation.accounts.models import User
from shouhou.foundation.jobs import GiveUp


class Sms:
    """The transport."""

    code = "sms"
    label = gettext_lazy("短信")

    def is_ready(self) -> bool:
        known = gateway.current()
        return known is not None and bool(known.notice_template)

    def addresses(self, user: User) -> list[str]:
        number = mobile(user.phone)
        return [number] if number else []

    def send(self, delivery: Delivery) -> str:
        known = gateway.current()
        if known is None:
            raise GiveUp(_("没有接入短信，或没有填写这种短信的模板。"))
        if delivery.address != mobile(delivery.notice.user.phone):
            raise GiveUp(_("手机号已更换。"))
        return send(delivery.address, known.notice_template, {"text": delivery.notice.title[:LONGEST]}, purpose=Message.Purpose.NOTICE,
                    mark=delivery.dedup)


register(Sms())
