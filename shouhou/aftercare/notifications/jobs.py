"""Carrying deliveries out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from shouhou.aftercare.notifications.breaker import BREAKER
from shouhou.aftercare.notifications.kinds import KINDS
from shouhou.aftercare.notifications.models import Delivery, Notice
from shouhou.aftercare.notifications.occasions import tell_of
from shouhou.aftercare.notifications.telling import reached
from shouhou.aftercare.notifications.transports import Away, transports
from shouhou.foundation.access import holders
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event
from shouhou.foundation.jobs import GiveUp, Job, Report, Retry, job, schedule
from shouhou.support.tickets.models import Ticket

KEPT = timedelta(days=180)


def buried(dead: Job) -> None:
    """The last try failed: the log says so."""
    left = Delivery.objects.filter(pk=dead.payload.get("delivery"), state__in=[Delivery.State.WAITING, Delivery.State.FAILED])
    left.filter(error="").update(error=dead.error.partition("\n")[0][:400])
    left.update(state=Delivery.State.DEAD)


def colleagues_of(ticket: Ticket, kind: str, *others: int) -> list[User]:
    """The active people of the question's company who see it and are reached by some transport, without those told already."""
    members = {user.pk: user for user in User.objects.filter(is_active=True, memberships__organization=ticket.organization_id).exclude(pk__in=others)}
    ways = reached(members, kind)
    return [user for pk, user in members.items() if ways[pk] and Ticket.objects.visible_to(user).filter(pk=ticket.pk).exists()]


@job("notifications.tell", label=word("生成通知"))
def pass_on(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Tell those whom an event concerns; told again, nobody hears it twice."""
    event = Event.objects.select_related("by").get(pk=payload["event"])
    ticket = Ticket.objects.with_names().get(pk=payload["ticket"])
    people = User.objects.filter(pk__in=payload["users"])
    if payload["capability"]:
        people = holders(payload["capability"]).exclude(pk=event.by_id or 0)
    made = tell_of(event, ticket, payload["kind"], people, desk=payload["desk"], result=payload["result"], always=payload["users"],
                   only_reached=bool(payload["capability"]) and KINDS[payload["kind"]].is_broadcast)
    if kind := payload["colleagues"]:
        others = colleagues_of(ticket, kind, event.by_id or 0, *payload["users"])
        made += tell_of(event, ticket, kind, others, desk=False, result=payload["result"], only_reached=True)
    return {"told": len(made)}


@job("notifications.deliver", label=word("发送通知"), tries=30, on_dead=buried)
def deliver(payload: dict[str, Any], progress: Report) -> dict[str, Any]:
    """Send one delivery that has not been sent. A crash after the other side took it sends it again with the same dedup mark.

    Thirty tries, up to an hour apart, are about a day: what lay waiting while the other side was away goes out when it is back.
    """
    delivery = Delivery.objects.select_related("notice", "notice__user").get(pk=payload["delivery"])
    if delivery.state == Delivery.State.SENT:
        return {"receipt": delivery.receipt}
    transport = transports().get(delivery.transport)
    if transport is None or not transport.is_ready():
        raise GiveUp(_("这种通知方式没有配置。"))
    if not delivery.notice.user.is_active:
        raise GiveUp(_("用户已停用。"))
    if not BREAKER.lets(delivery.transport):
        raise Retry(_("对方服务器没有回应，过一会儿再试。"))
    delivery.attempts += 1
    try:
        delivery.receipt = transport.send(delivery)[:120]
    except (Retry, GiveUp) as no:
        (BREAKER.failed if isinstance(no, Away) else BREAKER.answered)(delivery.transport)
        delivery.state = Delivery.State.FAILED if isinstance(no, Retry) else Delivery.State.DEAD
        delivery.error = str(no)[:400]
        delivery.save(update_fields=["attempts", "state", "error"])
        raise
    BREAKER.answered(delivery.transport)
    delivery.state, delivery.sent_at, delivery.error = Delivery.State.SENT, timezone.now(), ""
    delivery.save(update_fields=["attempts", "state", "receipt", "sent_at", "error"])
    return {"receipt": delivery.receipt}


@schedule("notifications.tidy", label=word("清理旧通知"), at="03:10")
def tidy(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Read notices older than half a year go."""
    gone, _ = Notice.objects.filter(read_at__lt=timezone.now() - KEPT).delete()
    return {"gone": gone}
