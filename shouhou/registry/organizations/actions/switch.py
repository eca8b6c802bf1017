"""A person who belongs to several companies acts for one of them at a time."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.organizations.models import Membership, Organization


@transaction.atomic
def switch(user: User, organization_id: int) -> Membership:
    """Act for this company from now on: it is proposed first, and its name stands above every page. Raises `Refused` for a stranger's."""
    rows = Membership.objects.select_related("organization").exclude(organization__kind=Organization.Kind.MERGED)
    found = rows.filter(user=user, organization_id=organization_id).first()
    if found is None:
        raise Refused(_("您不属于这家单位。"))
    found.chosen_at = timezone.now()
    found.save(update_fields=["chosen_at"])
    user.__dict__.pop("_places", None)
    record("user.switched", user, by=user, organization=organization_id)
    return found
