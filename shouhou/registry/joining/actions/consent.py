"""The terms have a new version: the administrator publishes it, and each person is asked at the next sign-in."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.gates import gate
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.joining.models import Consent, Terms
from shouhou.registry.joining.opening import terms_now
from shouhou.registry.organizations.belonging import vendor

PAGE = "/terms/consent/"


@transaction.atomic
def publish_terms(*, by: User) -> Terms:
    """Ask everybody to agree to the terms as they stand. Raises `Refused` when there are none, or these are published already."""
    if not vendor().terms:
        raise Refused(_("还没有填写服务条款。"))
    terms = terms_now()
    newest = published()
    if newest is not None and newest.pk == terms.pk:
        raise Refused(_("这一版服务条款已经发布过了。"))
    terms.asked_since = timezone.now()
    terms.save(update_fields=["asked_since"])
    record("terms.published", terms, by=by)
    return terms


def published() -> Terms | None:
    """The version that everybody is asked to agree to; None when none ever was published."""
    return Terms.objects.exclude(asked_since=None).order_by("-asked_since").first()


def unanswered(user: User) -> Terms | None:
    """The version this person still has to agree to. Whoever agreed to it, or to a later one since, has answered."""
    terms = published()
    if terms is None or terms.asked_since is None:
        return None
    own = Consent.objects.filter(user=user)
    return None if own.filter(terms=terms).exists() or own.filter(at__gte=terms.asked_since).exists() else terms


@transaction.atomic
def agree(user: User, terms: Terms, *, source: str) -> None:
    """The person has read this version and agrees."""
    Consent.objects.create(user=user, terms=terms, source=source)
    record("terms.agreed", terms, by=user)


@transaction.atomic
def decline(user: User, terms: Terms) -> None:
    """The person does not agree: nothing of the account changes, the next sign-in asks again."""
    record("terms.declined", terms, by=user)


@gate
def asked_at_the_door(user: User) -> str:
    """Where somebody who has to answer is led."""
    return PAGE if unanswered(user) else ""
