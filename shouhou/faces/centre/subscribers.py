"""Who hears of applications: those who decide, and whoever applied. An approved erasure is carried out."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from shouhou.aftercare.notifications import tell
from shouhou.foundation.access import holders
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import on
from shouhou.foundation.events.models import Event
from shouhou.foundation.jobs import enqueue
from shouhou.registry.joining.actions.decide import BY_COMPANY
from shouhou.registry.joining.models import Application


@on("application.made")
def made(event: Event, application: Application) -> None:
    """The vendor's deciders, and the 管理员 of the company where they decide."""
    deciders = list(holders("joining.decide").exclude(pk=application.user_id))
    _tell(deciders, "application.made", application, event, f"/workbench/applications/{application.pk}/")
    if application.organization_id and application.kind in BY_COMPANY:
        bosses = User.objects.filter(memberships__organization=application.organization_id, memberships__is_admin=True).exclude(pk=application.user_id)
        _tell(list(bosses), "application.made_here", application, event, "/company/applications/")


@on("application.approved", "application.refused")
def decided(event: Event, application: Application) -> None:
    """Whoever applied hears the result and the reason; an approved erasure goes its way."""
    if application.kind == Application.Kind.ERASURE and application.state == Application.State.APPROVED:
        enqueue("centre.erase", {"application": application.pk}, dedup=f"erase:{application.user_id}", by=event.by)
        return
    _tell([application.user], "application.decided", application, event, "/me/applications/")


def _tell(users: list[User], kind: str, application: Application, event: Event, url: str) -> None:
    for user in users:
        with translation.override(user.language or settings.LANGUAGE_CODE):
            what = application.get_kind_display()
            if kind == "application.decided":
                title, text = _("%(what)s：%(state)s") % {"what": what, "state": application.get_state_display()}, application.answer
            else:
                title, text = _("有新的申请：%s") % what, _("%(who)s，%(company)s") % {
                    "who": application.user.name, "company": application.organization.name if application.organization else application.company}
            tell([user], kind, title=title, text=text, url=url, subject=application, dedup=f"event:{event.pk}:{kind}",
                 data={"link": settings.PUBLIC_URL + url})
