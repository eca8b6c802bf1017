"""Which people somebody sees, and whose password somebody may reset (HJ-1.2-04)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from shouhou.foundation.access import can
from shouhou.foundation.access.models import Grant
from shouhou.foundation.access.roles import ROLES
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.models import Membership

CUSTOMER_ROLES = frozenset({"customer", "customer_admin"})
STAFF_ROLES = {role: gettext_lazy(label) for role, (label, _) in ROLES.items() if role not in CUSTOMER_ROLES}


def staff() -> QuerySet[User]:
    """The people who hold a role of the vendor's side."""
    return User.objects.filter(grants__role__in=STAFF_ROLES).distinct()


def is_staff(user: User) -> bool:
    """Whether this person holds a role of the vendor's side."""
    return Grant.objects.filter(user=user, role__in=STAFF_ROLES).exists()


def customers_people(user: User) -> QuerySet[User]:
    """The customers' people this person sees: all for staff who may read organizations, else those of companies one manages."""
    found = User.objects.filter(memberships__isnull=False).exclude(grants__role__in=STAFF_ROLES).distinct()
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
