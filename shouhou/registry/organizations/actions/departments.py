"""Who in a company belongs to which department, and whether people of one department see each other's questions."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.kit.pinyin import sort_key
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.organizations.models import Membership, Organization


@transaction.atomic
def set_departments(organization: Organization, departments: Mapping[int, str], *, shares: bool, by: User | None) -> None:
    """Write the department of each membership (by its id; those of others are ignored) and whether departments share their questions.
    Takes effect with the next request. Raises `Refused` beside `department-<id>`.
    """
    changed = []
    for row in Membership.objects.select_for_update().filter(organization=organization, pk__in=departments):
        name = line(departments[row.pk], field=f"department-{row.pk}", limit=60)
        if row.department != name:
            row.department, row.department_key = name, sort_key(name)
            changed.append(row)
    Membership.objects.bulk_update(changed, ["department", "department_key"])
    if changed or organization.share_in_department != shares:
        organization.share_in_department = shares
        organization.save(update_fields=["share_in_department"])
        record("organization.departments_changed", organization, by=by, shares=shares, people=len(changed))
