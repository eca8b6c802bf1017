"""Notifications by WeChat."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.aftercare.notifications import Away, register
from shouhou.aftercare.notifications.models import Delivery
from shouhou.channels.wechat import account, mapping
from shouhou.channels.wechat.client import Client, Declined, NotReached, Silent, Unauthorized
from shouhou.channels.wechat.models import Account, Binding
from shouhou.foundation.accounts.models import User
from shouhou.foundation.jobs import GiveUp, Retry

NOT_FOLLOWING = frozenset({43004, 43101})
BUSY, QUOTA = -1, 45009
AN_HOUR, A_WHILE = 3600, 600
KINDS = {"ticket.accepted": "accepted", "colleague.accepted": "accepted", "ticket.resolved": "resolved", "colleague.resolved": "resolved"}


class Wechat:
    """The transport."""

    code = "wechat"
    label = gettext_lazy("微信")

    def is_ready(self) -> bool:
        return account.is_connected()

    def addresses(self, user: User) -> list[str]:
        return list(Binding.objects.filter(user=user, unbound_at=None, follows=True).order_by("id").values_list("openid", flat=True))

    def send(self, delivery: Delivery) -> str:
        known = account.current()
        if known is None or not known.is_ready:
            raise GiveUp(_("没有接入公众号。"))
        openid = delivery.address
        if not Binding.objects.filter(openid=openid, user_id=delivery.notice.user_id, unbound_at=None).exists():
            raise GiveUp(_("已解除绑定。"))
        template, data, url = message(known, delivery)
        try:
            if known.way == Account.Way.SUBSCRIBE:
                return Client(known).send_subscribed(openid, template, data, url=url)
            return Client(known).send_template(openid, template, data, url=url, dedup=delivery.dedup)
        except Unauthorized as no:
            raise Retry(_("微信不给 access_token：%s") % no, after=A_WHILE) from None
        except Declined as no:
            raise verdict(no, openid) from None
        except Silent as no:
            raise Away(_("微信服务器暂时不可用：%s") % no) from None
        except NotReached as no:
            raise Retry(_("微信服务器暂时不可用：%s") % no) from None


def message(known: Account, delivery: Delivery) -> tuple[str, dict[str, Any], str]:
    """Template, data and link of a delivery. Raises `GiveUp` where the administrator has named no template."""
    which = KINDS.get(delivery.notice.kind, "other")
    template = getattr(known, f"{which}_template")
    if not template:
        raise GiveUp(_("没有填写这种通知的模板编号。"))
    facts = {**delivery.data, "notice": delivery.notice.title, "text": delivery.notice.text}
    link = str(delivery.data.get("link", ""))
    return template, mapping.filled(getattr(known, f"{which}_fields"), facts), link if link.startswith(settings.PUBLIC_URL + "/") else ""


def verdict(no: Declined, openid: str) -> Retry | GiveUp:
    """What an error code of a push means. Who does not follow is not pushed to until they follow or bind again."""
    if no.code in NOT_FOLLOWING:
        Binding.objects.filter(openid=openid).update(follows=False)
        return GiveUp(_("对方没有关注公众号或拒收：%s") % no)
    if no.code == QUOTA:
        return Retry(_("今天的调用次数已用完：%s") % no, after=AN_HOUR)
    if no.code == BUSY:
        return Retry(_("微信系统繁忙：%s") % no)
    return GiveUp(_("微信拒绝：%s") % no)


register(Wechat())
