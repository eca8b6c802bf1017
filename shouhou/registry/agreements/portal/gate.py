"""What a customer meets before the question form: the check of code and PIN, or the way to an agency."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from shouhou.foundation.accounts.reader import reader
from shouhou.registry.agreements.admission import is_open_to_all, needs_code
from shouhou.registry.agreements.doors import Door
from shouhou.registry.agreements.entitlement import decide
from shouhou.registry.agreements.models import ServiceCode

KEY = "service_code"
LIFE = timedelta(hours=8)


def remember(request: HttpRequest, code: ServiceCode) -> None:
    """This browser has shown code and PIN; it holds for a working day."""
    request.session[KEY] = {"id": code.pk, "until": (timezone.now() + LIFE).isoformat(), "pin_at": code.pin_at.isoformat() if code.pin_at else ""}


def verified(request: HttpRequest) -> ServiceCode | None:
    """The code this browser has shown, as long as it holds: not once the PIN was changed."""
    kept: Any = request.session.get(KEY)
    if not isinstance(kept, dict) or str(kept.get("until", "")) < timezone.now().isoformat():
        return None
    found = ServiceCode.objects.visible_to(reader(request)).filter(pk=int(kept.get("id") or 0)).first()
    return found if found and found.pin_at and found.pin_at.isoformat() == kept.get("pin_at") else None


def gate(request: HttpRequest) -> HttpResponse | None:
    """The answer instead of the question form, or None when the way is free."""
    if needs_code(Door.QUESTION):
        if verified(request) is None:
            return HttpResponseRedirect(f"{reverse('code_verification')}?next={request.path}")
        return None
    if is_open_to_all(Door.QUESTION):
        return None
    decision = decide(reader(request), door=Door.QUESTION)
    if decision.allowed:
        return None
    return render(request, "agreements/portal/refused.html", {"decision": decision}, status=403)
