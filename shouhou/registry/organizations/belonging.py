"""Who belongs where."""

from __future__ import annotations

from dataclasses import dataclass

from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.models import Membership, Organization, Vendor


@dataclass(frozen=True, slots=True)
class Place:
    """One company a person belongs to, with what decides about its questions."""

    organization_id: int
    name: str
    kind: str
    is_admin: bool
    shares: bool


def places(user: User) -> list[Place]:
    """The companies of this person, the oldest membership first; read once for each request."""
    found: list[Place] | None = user.__dict__.get("_places")
    if found is None:
        rows = Membership.objects.filter(user=user).order_by("id").values_list(
            "organization_id", "organization__name", "organization__kind", "is_admin", "organization__share_questions")
        found = user.__dict__["_places"] = [Place(*row) for row in rows]
    return found


def of(user: User) -> Organization | None:
    """The company this person acts for: the first membership; None for somebody without one."""
    membership = Membership.objects.select_related("organization").filter(user=user).order_by("id").first()
    return membership.organization if membership else None


def vendor() -> Vendor:
    """The profile of the vendor; unsaved defaults on an installation that was not set up yet."""
    return Vendor.objects.first() or Vendor(name="售后云", platform_name="在线服务中心")
