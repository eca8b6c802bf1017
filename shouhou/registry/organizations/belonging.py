"""Who belongs where."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from django.db import connection
from django.db.models import F

from shouhou.foundation.accounts.models import User
from shouhou.foundation.prepared import Prepared
from shouhou.registry.organizations.models import Membership, Organization, Vendor

KEPT = 5.0
_kept: tuple[float, Vendor | None] = (0.0, None)


@dataclass(frozen=True, slots=True)
class Place:
    """One company a person belongs to, with what decides about its questions."""

    organization_id: int
    name: str
    kind: str
    is_admin: bool
    shares: bool
    department: str = ""
    by_department: bool = False


CHOSEN = F("chosen_at").desc(nulls_last=True)
_places = Prepared(lambda pk: Membership.objects.filter(user_id=pk).exclude(organization__kind="merged").order_by(CHOSEN, "id").values_list(
    "organization_id", "organization__name", "organization__kind", "is_admin", "organization__share_questions", "department",
    "organization__share_in_department"), int)


def places(user: User) -> list[Place]:
    """The companies of this person, the one chosen last first, then the oldest membership; read once for each request."""
    found: list[Place] | None = user.__dict__.get("_places")
    if found is None:
        found = user.__dict__["_places"] = [Place(*row) for row in _places(user.pk)]
    return found


def of(user: User) -> Organization | None:
    """The company this person acts for: the one chosen last, else the first; None for somebody without one."""
    rows = Membership.objects.select_related("organization").filter(user=user).exclude(organization__kind=Organization.Kind.MERGED)
    membership = rows.order_by(CHOSEN, "id").first()
    return membership.organization if membership else None


def vendor() -> Vendor:
    """The profile of the vendor; unsaved defaults on an installation that was not set up yet.

    Pages ask on every request, so the answer is kept for `KEPT` seconds; inside a transaction it is always read.
    Read only: who changes the profile does so by the action `configure`.
    """
    global _kept
    if connection.in_atomic_block:
        return _read()
    at, found = _kept
    if found is None or monotonic() - at > KEPT:
        found = _read()
        _kept = (monotonic(), found)
    return found


def forget_vendor() -> None:
    """Read the vendor's profile anew at the next question."""
    global _kept
    _kept = (0.0, None)


def _read() -> Vendor:
    return Vendor.objects.first() or Vendor(name="售后云", platform_name="在线服务中心")
