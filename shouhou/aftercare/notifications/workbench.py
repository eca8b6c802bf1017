"""The log of what went out, for administrators: above all what did not."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouhou.aftercare.notifications.grid import DELIVERIES
from shouhou.aftercare.notifications.models import Delivery
from shouhou.aftercare.notifications.transports import transports
from shouhou.foundation.access import Refused, allow, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.events import record
from shouhou.foundation.grid import grid_page, take_old_names
from shouhou.foundation.jobs import Job, enqueue
from shouhou.foundation.ui import says

RECENT, MOST = timedelta(days=3), 500


@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """The newest first; `?state=` and `?transport=` of older addresses narrow as ever."""
    take_old_names(request, DELIVERIES, {"state": "state", "transport": "way"})
    here, may_manage = request.GET.getlist("c"), can(request.user, "notifications.manage")
    shortcuts = [(_("全部"), "", []), *((label, f"state~is~{code}", [f"state~is~{code}"]) for code, label in Delivery.State.choices)]
    return grid_page(
        request, DELIVERIES, template="notifications/deliveries.html", may_manage=may_manage,
        shortcuts=[(word, "?" + urlencode({"c": asks} if asks else {"sort": "-created"}), here == conditions) for word, asks, conditions in shortcuts],
        ways=[{"transport": t, "is_ready": t.is_ready()} for t in transports().values()],
        may_resend_all=may_manage and here == ["state~is~dead"]
        and Delivery.objects.visible_to(request.user).filter(state=Delivery.State.DEAD).exists(),
        row_class=lambda row: "late" if row.get("state") == Delivery.State.DEAD else "",
        nothing=_("还没有发出过微信或邮件通知。配置公众号或邮件以后，发送情况和失败原因会列在这里。"))


@require_POST
@transaction.atomic
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed delivery again, from the beginning."""
    delivery = Delivery.objects.visible_to(request.user).select_for_update(of=("self",)).filter(pk=pk).first()
    if delivery is None:
        raise Http404
    if delivery.state not in (Delivery.State.DEAD, Delivery.State.FAILED):
        raise Refused(_("只有发送失败的通知可以重发。"))
    again(delivery, by=reader(request))
    says.say(request, _("已重新发送。"), "green")
    return HttpResponseRedirect("/workbench/notifications/")


def again(delivery: Delivery, *, by: User) -> None:
    """Send it with a new set of tries, now; a job that waits for a later try is brought forward."""
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.WAITING, error="")
    found = enqueue("notifications.deliver", {"delivery": delivery.pk}, dedup=f"delivery:{delivery.pk}", by=by)
    Job.objects.filter(pk=found.pk).update(due_at=timezone.now(), attempts=0)
    record("delivery.resent", delivery, by=by)


@require_POST
@transaction.atomic
def resend_all(request: HttpRequest) -> HttpResponse:
    """After an outage: everything that failed within the last days, again. Older news would only confuse."""
    failed = Delivery.objects.visible_to(request.user).filter(state=Delivery.State.DEAD, created_at__gt=timezone.now() - RECENT)
    found = list(failed.select_for_update(of=("self",)).order_by("id")[:MOST])
    for delivery in found:
        again(delivery, by=reader(request))
    says.say(request, _("已重新发送 %d 条。") % len(found), "green")
    return HttpResponseRedirect("/workbench/notifications/")


urlpatterns = [
    path("notifications/", allow("notifications.read", deliveries), name="deliveries"),
    path("notifications/tries/", allow("notifications.manage", resend_all), name="deliveries-tries"),
    path("notifications/<int:pk>/tries/", allow("notifications.manage", resend), name="delivery-tries"),
]
