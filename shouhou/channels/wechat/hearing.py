"""What a message from WeChat does, and what is answered."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.aftercare.notifications.models import Delivery
from shouhou.channels.wechat.account import binding_url
from shouhou.channels.wechat.binding import followed
from shouhou.channels.wechat.envelope import Message
from shouhou.channels.wechat.jobs import SCENE
from shouhou.channels.wechat.models import Account, Nonce, Received
from shouhou.registry.organizations.belonging import vendor

WORDS = frozenset({"绑定", "解绑", "解除绑定", "bind"})


class UsedAgain(Exception):
    """The signed address was used before, with another body."""


@transaction.atomic
def take_in(account: Account, message: Message, raw: str, *, address: str, body: bytes) -> bool:
    """Keep a message and do what it asks, once. False when it was taken in before. Raises `UsedAgain`.

    `address` is what the signature covers (time and nonce); in 明文模式 the signature does not cover the body, so an address that
    comes again with another message is not WeChat's. `body` is the message, unsealed: a repetition may be sealed anew.
    """
    print_ = sha256(body).hexdigest()
    nonce, is_new = Nonce.objects.get_or_create(key=sha256(address.encode()).hexdigest(), defaults={"body": print_})
    if not is_new and nonce.body != print_:
        raise UsedAgain
    received, is_new = Received.objects.get_or_create(dedup=message.dedup, defaults={"raw": raw})
    if not is_new:
        return False
    Account.objects.filter(pk=account.pk).update(heard_at=received.at)
    act(message)
    return True


def act(message: Message) -> None:
    """The effect of an event on our side."""
    if message.event in {"subscribe", "unsubscribe"}:
        followed(message.sender, follows=message.event == "subscribe")
    elif message.event == "templatesendjobfinish" and message.status and message.status != "success":
        undelivered = Delivery.objects.filter(transport="wechat", address=message.sender, receipt=message.id, state=Delivery.State.SENT)
        undelivered.update(state=Delivery.State.DEAD, error=(_("微信没有送达：%s") % message.status)[:400])


def answer(message: Message) -> str:
    """The text WeChat shows to the sender; "" for none. Who scanned the code with our scene gets the binding link."""
    link = f'<a href="{binding_url()}">{_("点此绑定")}</a>'
    scene = message.key.removeprefix("qrscene_") if message.event == "subscribe" else message.key
    asks = message.text in WORDS if message.kind == "text" else scene == SCENE and message.event in {"scan", "subscribe", "click"}
    if asks:
        return _("%(link)s 您在 %(platform)s 的用户名，提单被接收和处理完成时会收到推送。") % {"link": link, "platform": vendor().platform_name}
    if message.event == "subscribe":
        return _("感谢关注！%(link)s 您在 %(platform)s 的用户名，即可及时了解问题的处理进度。") % {"link": link, "platform": vendor().platform_name}
    return ""
