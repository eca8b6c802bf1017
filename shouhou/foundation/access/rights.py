"""What a person may do now."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shouhou.foundation.access.models import Grant, Role
from shouhou.foundation.access.registry import CAPABILITIES
from shouhou.foundation.access.roles import ROLES
from shouhou.foundation.accounts.models import User
from shouhou.foundation.prepared import Prepared

GIVE_ANY = "access.give_any"


def capabilities_of_role(role: str) -> frozenset[str]:
    """The declared capabilities a role gives; a role that no longer exists gives none."""
    return _built_in(role) if role in ROLES else _own([role])


def _own(codes: Iterable[str]) -> frozenset[str]:
    """What roles of the installation's own making give, as the table has it now."""
    given: set[str] = set()
    for capabilities in Role.objects.filter(code__in=list(codes)).values_list("capabilities", flat=True):
        given.update(capabilities)
    return frozenset(given & CAPABILITIES.keys())


@lru_cache(maxsize=64)
def _built_in(role: str) -> frozenset[str]:
    patterns = ROLES[role][1]
    exact = {p for p in patterns if p in CAPABILITIES}
    rooms = {p[:-1] for p in patterns if p.endswith(".*")}
    return frozenset(exact | {c for c in CAPABILITIES for r in rooms if c.startswith(r)})


_roles = Prepared(lambda pk: Grant.objects.filter(user_id=pk).values_list("role"), int)


def capabilities_of(user: object) -> frozenset[str]:
    """Everything this person may do; read once for each request. Nothing for visitors and disabled people.

    A person who came by a token may do what the person and the token's scopes both allow.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    found: frozenset[str] | None = user.__dict__.get("_capabilities")
    if found is None:
        roles = [role for role, in _roles(user.pk)]
        found = frozenset().union(*(_built_in(role) for role in roles if role in ROLES))
        if own := [role for role in roles if role not in ROLES]:
            found |= _own(own)
        scopes = user.__dict__.get("token_scopes")
        if scopes is not None and "*" not in scopes:
            found &= frozenset(scopes)
        user.__dict__["_capabilities"] = found
    return found


def can(user: object, capability: str) -> bool:
    """Whether this person may do this at all. Which objects is for `visible_to`, which state is for the action."""
    return capability in capabilities_of(user)


def holders(capability: str) -> QuerySet[User]:
    """The active people who may do this."""
    roles = [role for role in ROLES if capability in _built_in(role)]
    roles += [role.code for role in Role.objects.all() if capability in role.capabilities]
    return User.objects.filter(is_active=True, grants__role__in=roles).distinct()


@transaction.atomic
def grant(user: User, *roles: str) -> None:
    """Give roles; those already held stay. Raises KeyError for a role that does not exist."""
    for role in roles:
        if role not in ROLES and not Role.objects.filter(code=role).exists():
            raise KeyError(role)
        Grant.objects.get_or_create(user=user, role=role)
    user.__dict__.pop("_capabilities", None)


@transaction.atomic
def revoke(user: User, *roles: str) -> None:
    """Take roles away."""
    Grant.objects.filter(user=user, role__in=roles).delete()
    user.__dict__.pop("_capabilities", None)


def labels() -> dict[str, str]:
    """Every role there is, code → label in the active language; the installation's own after those of the product."""
    return built_in_labels() | dict(Role.objects.order_by("id").values_list("code", "label"))


def built_in_labels() -> dict[str, str]:
    """The roles of the product, code → label in the active language."""
    return {code: _(label) for code, (label, _patterns) in ROLES.items()}


def roles_of(user: User) -> list[str]:
    """Labels of the roles this person holds, in the active language."""
    known = labels()
    return [known[r] for r in Grant.objects.filter(user=user).values_list("role", flat=True) if r in known]


def ungivable(by: User | None, capabilities: Iterable[str]) -> frozenset[str]:
    """Which of these `by` may not give to others: what he does not hold himself, unless he may give anything. The product itself
    (None: the set-up, the command line) may."""
    if by is None or can(by, GIVE_ANY):
        return frozenset()
    return frozenset(capabilities) - capabilities_of(by)


def forget_cached(users: Iterable[User]) -> None:
    """Let the next question read the roles anew (a long-lived object, such as a socket's user)."""
    for user in users:
        user.__dict__.pop("_capabilities", None)
