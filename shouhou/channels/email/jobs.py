"""识别码密码找回: the link goes to the mailboxes of the company's 管理员, and to nobody else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from shouhou.channels.email.posting import configured, letter, post
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import on
from shouhou.foundation.jobs import enqueue, job
from shouhou.registry.agreements.actions.pin import open_recovery
from shouhou.registry.agreements.models import ServiceCode


@on("code.recovery_asked")
def recovery_asked(event: Any, code: ServiceCode) -> None:
    """One job in the transaction of the verb; the secret is made when the mail is written, so that no row ever holds it."""
    enqueue("email.pin_recovery", {"code": code.pk, "event": event.pk}, dedup=f"pin:{event.pk}")


@job("email.pin_recovery", label=word("发送找回服务密码邮件"), tries=5)
def pin_recovery(payload: dict[str, Any], progress: Any) -> dict[str, int]:
    """Write to each 管理员 with a mailbox. Without a mail server nothing is sent: the page says who can help instead."""
    server, code = configured(), ServiceCode.objects.select_related("organization").filter(pk=payload["code"]).first()
    if server is None or code is None:
        return {"sent": 0}
    admins = User.objects.filter(memberships__organization_id=code.organization_id, memberships__is_admin=True, is_active=True).exclude(email="")
    if not admins:
        return {"sent": 0}
    link = f"{settings.PUBLIC_URL}/service-codes/recovery/link/?s={open_recovery(code)}"
    text = _("%(company)s 的服务识别码 %(code)s 申请重设密码。请在半小时内打开下面的链接，设置新密码：\n\n%(link)s\n\n"
             "如果不是贵单位申请的，不用理会，原密码不变。") % {"company": code.organization.name, "code": code.masked, "link": link}
    for n, user in enumerate(admins):
        post(server, letter(server, name=user.name, address=user.email, subject=_("重设服务识别码的密码"), text=text,
                            mark=f"pin-{payload['event']}-{n}"))
    return {"sent": len(admins)}
