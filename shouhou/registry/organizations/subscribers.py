"""What this room tells the ground, which cannot ask it: whose platform this is, where people begin, what is easy to guess.

It also joins two rooms of the ground that do not know each other: sockets close when somebody's sessions end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from shouhou.foundation.access import can
from shouhou.foundation.accounts import ended, homes, news, passwords, rules, sign_in_hint
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.live import drop
from shouhou.foundation.ui import brand
from shouhou.registry.organizations.belonging import vendor
from shouhou.registry.organizations.models import Organization
from shouhou.registry.organizations.people import is_staff


@brand.provider
def our_brand() -> brand.Brand:
    """The vendor's profile as pages show it."""
    profile = vendor()
    return brand.Brand(
        name=profile.name, short_name=profile.short_name, product_name=profile.platform_name, logo_url=file_url(profile.logo),
        colour=profile.colour, phone=profile.hotlines, email=profile.email, address=profile.service_address, website=profile.website,
        wechat_qr_url=file_url(profile.wechat_qr), terms_url="/terms/" if profile.terms else "")


def file_url(kept: str) -> str:
    """The address of a kept file, `token/name` in the profile."""
    return f"/files/{kept}" if kept else ""


@sign_in_hint.provider
def hint() -> str:
    """Whom to ask for the user name (HJ-1.2-03)."""
    return vendor().sign_in_hint


@homes.decided_by
def home(user: User) -> str | None:
    """Staff begin at the workbench."""
    return "/workbench/" if can(user, "workbench.home") else None


@passwords.words
def names_around(user: User) -> Iterable[str]:
    """The vendor, the platform, and the person's companies."""
    profile = vendor()
    yield from (profile.name, profile.short_name, profile.platform_name, "shouhou")
    if user.pk:
        for row in Organization.objects.filter(Q(memberships__user=user)).values_list("name", "short_name", "code"):
            yield from row


def on_record(what: str, user: User, facts: dict[str, Any]) -> None:
    """Signing in and out and changing the password stand in the record of events."""
    with transaction.atomic():
        record(f"user.{what}", user, by=user, **facts)


rules.staff_known_by(is_staff)
news.listeners.append(on_record)
ended.listeners.append(drop)
