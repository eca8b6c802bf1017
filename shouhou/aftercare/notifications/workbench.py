"""The log of what went out, for administrators: above all what did not."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouhou.aftercare.notifications.models import Delivery
from shouhou.aftercare.notifications.transports import transports
from shouhou.foundation.access import Refused, allow
from shouhou.foundation.events import record
from shouhou.foundation.jobs import enqueue
from shouhou.foundation.ui import says

SHOWN = 50


@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """The newest first; `?state=` narrows to one state, `?transport=` to one way."""
    state, way, before = (request.GET.get(k, "") for k in ("state", "transport", "before"))
    rows = Delivery.objects.visible_to(request.user).select_related("notice", "notice__user").order_by("-id")
    if state in Delivery.State.values:
        rows = rows.filter(state=state)
    if way in transports():
        rows = rows.filter(transport=way)
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: SHOWN + 1])
    labels = {code: t.label for code, t in transports().items()}
    lines = [{"delivery": d, "way": labels.get(d.transport, d.transport)} for d in found[:SHOWN]]
    narrowed = f"state={state}&transport={way}&"
    page = {"next_url": f"?{narrowed}before={found[SHOWN - 1].pk}" if len(found) > SHOWN else "", "previous_url": ""}
    ways = [{"transport": t, "is_ready": t.is_ready()} for t in transports().values()]
    context = {"lines": lines, "page": page, "states": Delivery.State.choices, "state": state, "way": way, "ways": ways}
    return render(request, "notifications/deliveries.html", context)


@require_POST
@transaction.atomic
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed delivery again, from the beginning."""
    delivery = Delivery.objects.visible_to(request.user).select_for_update(of=("self",)).filter(pk=pk).first()
    if delivery is None:
        raise Http404
    if delivery.state not in (Delivery.State.DEAD, Delivery.State.FAILED):
        raise Refused(_("只有发送失败的通知可以重发。"))
    delivery.state, delivery.error = Delivery.State.WAITING, ""
    delivery.save(update_fields=["state", "error"])
    enqueue("notifications.deliver", {"delivery": delivery.pk}, dedup=f"delivery:{delivery.pk}", by=request.user)  # type: ignore[arg-type]
    record("delivery.resent", delivery, by=request.user)  # type: ignore[arg-type]
    says.say(request, _("已重新发送。"), "green")
    return HttpResponseRedirect("/workbench/notifications/")


urlpatterns = [
    path("notifications/", allow("notifications.read", deliveries), name="deliveries"),
    path("notifications/<int:pk>/tries/", allow("notifications.manage", resend), name="delivery-tries"),
]
