"""Recurring work with WeChat: the scene code is kept fresh, what nobody needs any more goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from shouhou.channels.wechat import account
from shouhou.channels.wechat.client import Client, Declined, NotReached
from shouhou.channels.wechat.models import AuthorizationState, Nonce, Received, SceneCode
from shouhou.foundation.jobs import GiveUp, Report, Retry, job, schedule

SCENE = "bind"
MONTH = 2_592_000
"""Seconds: the longest WeChat makes such a code for."""
EARLY = timedelta(days=3)
KEPT = timedelta(days=30)
REMEMBERED = timedelta(minutes=10)


@schedule("wechat.scene", every=6 * 3600, tries=3)
@job("wechat.scene", label=word("更新公众号关注二维码"), tries=3)
def renew_scene(payload: dict[str, Any], progress: Report) -> dict[str, Any]:
    """Have WeChat make the code with the scene parameter, unless ours holds for some days more. Pages draw it themselves."""
    known = account.current()
    if known is None or not known.is_ready:
        return {"made": False}
    if SceneCode.objects.filter(scene=SCENE, expires_at__gt=timezone.now() + EARLY).exists():
        return {"made": False}
    try:
        url, seconds = Client(known).create_scene(SCENE, MONTH)
    except NotReached as no:
        raise Retry(_("微信服务器暂时不可用：%s") % no, after=600) from None
    except (Declined, KeyError, TypeError, ValueError) as no:
        raise GiveUp(_("微信没有给出带参数的二维码：%s") % no) from None
    SceneCode.objects.update_or_create(scene=SCENE, defaults={"url": url[:200], "expires_at": timezone.now() + timedelta(seconds=seconds)})
    return {"made": True}


@schedule("wechat.tidy", label=word("清理公众号过期数据"), every=3600)
def tidy(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Used addresses after ten minutes, authorization trips when over, callbacks after a month."""
    now = timezone.now()
    return {"nonces": Nonce.objects.filter(at__lt=now - REMEMBERED).delete()[0],
            "states": AuthorizationState.objects.filter(expires_at__lt=now).delete()[0],
            "received": Received.objects.filter(at__lt=now - KEPT).delete()[0]}
