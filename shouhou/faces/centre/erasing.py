"""注销账号 (个人信息保护法 art. 47): the person goes, what others need stays: questions remain readable, asked by 已注销用户."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from shouhou.aftercare.notifications.models import Notice, Preference
from shouhou.channels.sms.models import Message
from shouhou.channels.sms.sending import mobile
from shouhou.channels.wechat.models import Binding
from shouhou.faces.centre.models import Export
from shouhou.foundation.access.models import Grant
from shouhou.foundation.accounts import second, visits
from shouhou.foundation.accounts.ended import end_sessions
from shouhou.foundation.accounts.models import Token, User
from shouhou.foundation.drafts.models import Draft
from shouhou.foundation.events import record
from shouhou.foundation.events.models import Event
from shouhou.foundation.files import File
from shouhou.foundation.idempotency.models import Answer
from shouhou.foundation.jobs import Job
from shouhou.foundation.kit.pinyin import sort_key
from shouhou.foundation.sealing import strike
from shouhou.registry.agreements.models import Lead
from shouhou.registry.joining.models import Application, Consent, Invitation, Particulars, Pending, PhoneCode, Recovery
from shouhou.registry.organizations.models import Membership
from shouhou.support.tickets.models import Ticket

NOBODY = gettext_noop("已注销用户")
TELLING = ("username", "name", "source", "note", "email", "phone", "title")
"""Facts of an event that tell about the person it happened to."""


@transaction.atomic
def erase(user: User, *, by: User | None) -> None:
    """Take the person out of everything that is only about him, and his name, mail and telephone out of the rest. It cannot be undone.

    Done again it changes nothing more. Backups made before still hold the person until they expire.
    """
    typed = [user.username, user.email]
    for export in Export.objects.filter(user=user):
        export.path.unlink(missing_ok=True)
    visits.end(user, tells=False)
    second.turn_all_off(user)
    for kind in (Export, Token, Particulars, Recovery, PhoneCode, Draft, Notice, Preference, Binding, Grant, Membership, Answer):
        kind.objects.filter(user=user).delete()  # type: ignore[attr-defined]
    Notice.objects.filter(subject__in=[f"application:{pk}" for pk in Application.objects.filter(user=user).values_list("pk", flat=True)]).delete()
    Pending.objects.filter(username_key=user.username_key).delete()
    Consent.objects.filter(user=user).update(source="")
    Invitation.objects.filter(user=user).update(name="", address="")
    Application.objects.filter(user=user).update(text="", company="", service_code="")
    number = mobile(user.phone) or "-"
    Message.objects.filter(number=number).delete()
    Job.objects.filter(Q(name__in=["joining.letter", "joining.old_number"], payload__user=user.pk)
                       | Q(name="joining.recovery", payload__typed__in=[t for t in typed if t])
                       | Q(name__in=["joining.letter", "joining.invitation"], payload__address__in=[user.email or "-", number])
                       | Q(name="joining.code", payload__username__in=typed[:1])).delete()
    Ticket.objects.filter(asker=user).update(contact_name=NOBODY, contact_phone="")
    Lead.objects.filter(created_by=user).update(name=NOBODY, name_key=sort_key(NOBODY), phone="")
    File.objects.loose().filter(owner=user).update(owner=None)  # the sweep of loose files takes them
    for event in Event.objects.filter(Q(subject=f"user:{user.pk}") | Q(by=user)).exclude(data={}):
        kept = {key: value for key, value in event.data.items() if key not in TELLING}
        if kept != event.data:
            strike(event, kept, by=by)
    user.username, user.name, user.email, user.phone, user.language, user.theme = f"erased-{user.pk}", NOBODY, "", "", "", ""
    user.is_active, user.has_second_factor, user.last_login = False, False, None
    user.set_unusable_password()
    user.save()
    end_sessions(user)
    record("user.erased", user, by=by)
