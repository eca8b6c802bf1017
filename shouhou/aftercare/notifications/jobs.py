"""Carrying deliveries out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.aftercare.notifications.kinds import KINDS
from shouhou.aftercare.notifications.models import Delivery, Notice
from shouhou.aftercare.notifications.occasions import tell_of
from shouhou.aftercare.notifications.transports import transports
from shouhou.foundation.access import holders
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event
from shouhou.foundation.jobs import GiveUp, Job, Report, Retry, job, schedule
from shouhou.support.tickets.models import Ticket

KEPT = timedelta(days=180)


def buried(dead: Job) -> None:
    """The last try failed: the log says so."""
    Delivery.objects.filter(pk=dead.payload.get("delivery"), state__in=[Delivery.State.WAITING, Delivery.State.FAILED]).update(state=Delivery.State.DEAD)


@job("notifications.tell")
def pass_on(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Tell those whom an event concerns; told again, nobody hears it twice."""
    event = Event.objects.select_related("by").get(pk=payload["event"])
    ticket = Ticket.objects.with_names().get(pk=payload["ticket"])
    people = User.objects.filter(pk__in=payload["users"])
    if payload["capability"]:
        people = holders(payload["capability"]).exclude(pk=event.by_id or 0)
    made = tell_of(event, ticket, payload["kind"], people, desk=payload["desk"], result=payload["result"], always=payload["users"],
                   only_reached=bool(payload["capability"]) and KINDS[payload["kind"]].is_broadcast)
    return {"told": len(made)}


@job("notifications.deliver", tries=8, on_dead=buried)
def deliver(payload: dict[str, Any], progress: Report) -> dict[str, Any]:
    """Send one delivery that has not been sent. A crash after the other side took it sends it again with the same dedup mark."""
    delivery = Delivery.objects.select_related("notice", "notice__user").get(pk=payload["delivery"])
    if delivery.state == Delivery.State.SENT:
        return {"receipt": delivery.receipt}
    transport = transports().get(delivery.transport)
    if transport is None or not transport.is_ready():
        raise GiveUp(_("这种通知方式没有配置。"))
    delivery.attempts += 1
    try:
        delivery.receipt = transport.send(delivery)[:120]
    except (Retry, GiveUp) as no:
        delivery.state = Delivery.State.FAILED if isinstance(no, Retry) else Delivery.State.DEAD
        delivery.error = str(no)[:400]
        delivery.save(update_fields=["attempts", "state", "error"])
        raise
    delivery.state, delivery.sent_at, delivery.error = Delivery.State.SENT, timezone.now(), ""
    delivery.save(update_fields=["attempts", "state", "receipt", "sent_at", "error"])
    return {"receipt": delivery.receipt}


@schedule("notifications.tidy", at="03:10")
def tidy(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Read notices older than half a year go."""
    gone, _ = Notice.objects.filter(read_at__lt=timezone.now() - KEPT).delete()
    return {"gone": gone}
