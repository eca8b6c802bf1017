"""Letting somebody in as far as the password."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.channels.kingdee.models import Link, Used
from shouhou.channels.kingdee.signatures import is_fresh, is_plain, k3_signature, own_signature, read_ud, same
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record

KEPT = timedelta(hours=1)
"""Longer than any link is fresh."""


def bad_link() -> Refused:
    """One sentence for every reason: a forger learns nothing."""
    return Refused(_("登录链接无效或已过期，请回到金蝶云·星空重新点击，或直接输入用户名和密码登录。"))


def by_own_link(app_id: str, their_name: str, timestamp: str, nonce: str, signature: str, target: str) -> str:
    """Our own link. With a timestamp it is good for a short time and, by its nonce, for one use; without one it is the company's fixed link.

    Answers the user name; raises `Refused`.
    """
    fields = (app_id, their_name, timestamp, nonce, target)
    if not is_plain(*fields):
        raise bad_link()
    link = Link.objects.live().select_related("organization").filter(app_id=app_id, scheme=Link.Scheme.OWN).first()
    if link is None or not link.secret or not same(signature, own_signature(link.secret, *fields)):
        raise bad_link()
    if timestamp or nonce:
        if not nonce or not is_fresh(timestamp, time.time(), link.skew):
            raise bad_link()
        use_once(link, signature)
    return arrived(link, their_name)


def by_k3(ud: str) -> str:
    """Kingdee's `ud`: always with a time, always for one use. Answers the user name; raises `Refused`."""
    said = read_ud(ud)
    if said is None:
        raise bad_link()
    link = Link.objects.live().select_related("organization").filter(app_id=said.appid).exclude(scheme=Link.Scheme.OWN).first()
    if link is None or not link.secret or said.dbid != link.dbid or not link.dbid or not is_fresh(said.timestamp, time.time(), link.skew):
        raise bad_link()
    algorithm = "sha1" if link.scheme == Link.Scheme.K3_SHA1 else "sha256"
    wanted = k3_signature(said.dbid, said.username, said.appid, link.secret, said.timestamp, algorithm=algorithm)
    if not same(said.signed.lower(), wanted):
        raise bad_link()
    use_once(link, wanted)
    return arrived(link, said.username)


def use_once(link: Link, mark: str) -> None:
    """Of many who come with one signature exactly one goes through."""
    try:
        with transaction.atomic():
            Used.objects.create(link=link, mark=mark[:128])
    except IntegrityError as again:
        raise bad_link() from again
    Used.objects.filter(at__lt=timezone.now() - KEPT).delete()


def arrived(link: Link, their_name: str) -> str:
    """The user here, who must be an active person of the link's company."""
    username = link.user_of(their_name)
    user = User.objects.by_name(username) if username else None
    if user is None or not user.is_active or not user.memberships.filter(organization=link.organization).exists():
        raise bad_link()
    with transaction.atomic():
        Link.objects.filter(pk=link.pk).update(last_used_at=timezone.now())
        record("kingdee.arrived", link, by=None, user=user.pk)
    return user.username
