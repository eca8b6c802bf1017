"""Which people somebody sees, and whose password somebody may reset (HJ-1.2-04)."""

from __future__ import annotations

from django.db.models import QuerySet

from shouhou.foundation.access import can
from shouhou.foundation.access.models import Grant
from shouhou.foundation.access.rights import labels
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.models import Membership

CUSTOMER_ROLES = frozenset({"customer", "customer_admin"})
"""Every other role, of the product or of the installation's own making, belongs to the vendor's side."""


def staff_roles() -> dict[str, str]:
    """The roles of the vendor's side, code → label in the active language."""
    return {role: label for role, label in labels().items() if role not in CUSTOMER_ROLES}


def staff() -> QuerySet[User]:
    """The people who hold a role of the vendor's side."""
    return User.objects.filter(pk__in=Grant.objects.exclude(role__in=CUSTOMER_ROLES).values("user"))


def is_staff(user: User) -> bool:
    """Whether this person holds a role of the vendor's side."""
    return Grant.objects.filter(user=user).exclude(role__in=CUSTOMER_ROLES).exists()


def customers_people(user: User) -> QuerySet[User]:
    """The customers' people this person sees: all for staff who may read organizations, else those of companies one manages."""
    found = User.objects.filter(memberships__isnull=False).exclude(pk__in=staff().values("pk")).distinct()
    if can(user, "organizations.read"):
        return found
    return found.filter(memberships__organization__in=managed_companies(user)) if can(user, "organizations.read_own") else found.none()


def managed_companies(user: User) -> list[int]:
    """Ids of the companies in which this person is 管理员."""
    return list(Membership.objects.filter(user=user, is_admin=True).values_list("organization_id", flat=True))


def may_reset(by: User, user: User) -> bool:
    """Whether `by` may give `user` a new one-time password.

    Staff: only who looks after staff accounts. Customers' people: supervisors and administrators; a consultant who is
    responsible for every company the person belongs to; a 管理员 of every such company.
    """
    if by.pk == user.pk:
        return False
    if is_staff(user):
        return can(by, "organizations.staff")
    if can(by, "organizations.reset_any_password"):
        return True
    rows = Membership.objects.filter(user=user).values_list("organization_id", "organization__consultant_id")
    companies = dict(rows)
    if not companies:
        return False
    if can(by, "organizations.reset_password") and set(companies.values()) == {by.pk}:
        return True
    return can(by, "organizations.read_own") and set(companies) <= set(managed_companies(by))
