"""Everything the product knows about one person, as data that can be taken along (个人信息保护法 art. 45): nothing about others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.forms.models import model_to_dict
from django.utils import timezone

from shouhou.aftercare.notifications.models import Notice, Preference
from shouhou.channels.sms.models import Message
from shouhou.channels.sms.sending import mobile
from shouhou.channels.wechat.models import Binding
from shouhou.foundation.access.models import Grant
from shouhou.foundation.accounts.models import User
from shouhou.foundation.drafts.models import Draft
from shouhou.foundation.events.models import Event
from shouhou.foundation.files import File
from shouhou.registry.agreements.models import Lead
from shouhou.registry.joining.models import Application, Consent, Invitation, Particulars
from shouhou.registry.organizations.models import Membership
from shouhou.support.tickets.models import Entry, Ticket

FORMAT = "shouhou.personal.1"


def collected(user: User) -> dict[str, Any]:
    """All of it as JSON-able data, by kind."""
    told = Particulars.objects.filter(user=user).first()
    return {
        "format": FORMAT, "made_at": timezone.now(),
        "account": {key: getattr(user, key) for key in (
            "username", "name", "email", "phone", "language", "theme", "created_at", "last_login", "has_second_factor")},
        "roles": list(Grant.objects.filter(user=user).values("role", "granted_at")),
        "particulars": model_to_dict(told, exclude=["id", "user"]) if told else {},
        "companies": list(Membership.objects.filter(user=user).values("organization__name", "is_admin", "since")),
        "consents": list(Consent.objects.filter(user=user).values("terms__text", "at", "source")),
        "applications": list(Application.objects.filter(user=user).values("kind", "company", "text", "service_code", "state", "answer", "created_at")),
        "invitations": list(Invitation.objects.filter(user=user).values("organization__name", "name", "way", "address", "created_at")),
        "short_messages": list(Message.objects.filter(number=mobile(user.phone) or "-").values("purpose", "number", "state", "created_at")),
        "devices": list(user.visits.values("source", "agent", "started_at", "seen_at")),
        "passkeys": list(user.passkeys.values("name", "rp_id", "created_at", "last_used_at")),
        "tokens": list(user.tokens.values("name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")),
        "wechat": list(Binding.objects.filter(user=user).values("openid", "follows", "bound_at", "unbound_at")),
        "questions": list(Ticket.objects.filter(asker=user).order_by("id").values(
            "number", "title", "description", "contact_name", "contact_phone", "state", "is_private", "created_at", "resolved_at", "extra")),
        "entries": list(Entry.objects.filter(author=user).order_by("id").values("ticket__number", "kind", "body", "at")),
        "leads": list(Lead.objects.filter(created_by=user).values("name", "company", "phone", "created_at")),
        "drafts": list(Draft.objects.filter(user=user).values("form", "data", "saved_at")),
        "notices": list(Notice.objects.filter(user=user).order_by("id").values("kind", "title", "text", "url", "created_at", "read_at")),
        "preferences": list(Preference.objects.filter(user=user).values("kind", "transport", "is_wanted")),
        "happened": list(Event.objects.filter(by=user).order_by("id").values("verb", "subject", "at")),
        "files": [{"place": place, "name": file.name, "size": file.size, "uploaded_at": file.created_at} for place, file in own_files(user)],
    }


def own_files(user: User) -> Iterator[tuple[str, File]]:
    """The files this person uploaded, each with its place in the zip."""
    for file in File.objects.filter(owner=user).order_by("id"):
        yield f"files/{file.pk}-{file.name}", file
