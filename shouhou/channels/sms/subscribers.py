"""SMS as a way to prove whose a telephone is, and to reach somebody who is invited."""

from __future__ import annotations

from shouhou.channels.sms import gateway
from shouhou.channels.sms.models import Message
from shouhou.channels.sms.sending import LONGEST, mobile, send
from shouhou.registry.joining import ways


class Texting:
    """The way."""

    def is_ready(self) -> bool:
        return gateway.current() is not None

    def invites(self) -> bool:
        known = gateway.current()
        return known is not None and bool(known.invitation_template)

    def mobile(self, text: str) -> str:
        return mobile(text)

    def send_code(self, number: str, code: str, *, source: str, mark: str) -> str:
        known = gateway.current()
        return send(number, known.code_template if known else "", {"code": code}, purpose=Message.Purpose.CODE, source=source, mark=mark)

    def send_invitation(self, number: str, token: str, *, mark: str) -> str:
        known = gateway.current()
        return send(number, known.invitation_template if known else "", {"token": token}, purpose=Message.Purpose.INVITATION, mark=mark)

    def tells(self) -> bool:
        known = gateway.current()
        return known is not None and bool(known.notice_template)

    def send_notice(self, number: str, text: str, *, mark: str) -> str:
        known = gateway.current()
        return send(number, known.notice_template if known else "", {"text": text[:LONGEST]}, purpose=Message.Purpose.NOTICE, mark=mark)


ways.register_texting(Texting())
