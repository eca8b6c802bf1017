"""Binding WeChat users and our users to each other. Several of either may be bound to one of the other (HJ-4-04)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.aftercare.notifications import tell
from shouhou.aftercare.notifications.kinds import KINDS, Kind
from shouhou.channels.wechat.models import Binding
from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record

MOST = 20
"""User names of one WeChat user, and WeChat users of one user name."""
KINDS["wechat.bound"] = Kind("wechat.bound", word("微信绑定"), "everybody", defaults=())


@transaction.atomic
def bind(openid: str, user: User) -> Binding:
    """From now on this WeChat user is told what `user` is told. Binding again refreshes it.

    The person is told inside the product, so that a binding by somebody else does not go unseen (security row 35). Raises `Refused`.
    """
    if not can(user, "wechat.bind"):
        raise Refused(_("这个用户名不能绑定微信。"))
    live = Binding.objects.filter(unbound_at=None)
    if live.filter(openid=openid).exclude(user=user).count() >= MOST or live.filter(user=user).exclude(openid=openid).count() >= MOST:
        raise Refused(_("最多绑定 %d 个，请先解除不用的绑定。") % MOST)
    found, is_new = Binding.objects.get_or_create(openid=openid, user=user)
    is_same = not is_new and found.unbound_at is None and found.follows
    if not is_new:
        found.follows, found.unbound_at = True, None
        found.bound_at = found.bound_at if is_same else timezone.now()
        found.save(update_fields=["follows", "unbound_at", "bound_at"])
    if not is_same:
        event = record("wechat.bound", found, by=user)
        text = _("提单被接收和处理完成时会推送到这个微信。不是您本人操作的，请立即解除绑定并修改密码。")
        tell([user], "wechat.bound", title=_("您的用户名绑定了一个微信"), text=text, url="/wechat/", dedup=f"event:{event.pk}:wechat.bound")
    return found


@transaction.atomic
def unbind(binding: Binding, *, by: User | None) -> None:
    """Nothing is pushed to this WeChat user for this user name any more. `by` is nobody when the WeChat user did it."""
    if Binding.objects.filter(pk=binding.pk, unbound_at=None).update(unbound_at=timezone.now()):
        record("wechat.unbound", binding, by=by)


def followed(openid: str, *, follows: bool) -> None:
    """A WeChat user follows the 公众号, or does so no longer: then nothing is pushed."""
    Binding.objects.filter(openid=openid).exclude(follows=follows).update(follows=follows)
