"""A company comes into the registry, and its facts change."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.organizations.actions.lines import line, phone
from shouhou.registry.organizations.models import Organization
from shouhou.registry.organizations.people import is_staff

TEXTS = {"name": 120, "short_name": 40, "code": 40, "region": 60, "address": 200}


@transaction.atomic
def add_organization(*, by: User | None, name: str, kind: str = Organization.Kind.CUSTOMER, **facts: Any) -> Organization:
    """A new company. `facts`: short_name, code, region, address, phone, consultant (User), parent (Organization), share_questions.

    Raises `Refused` when a company of this name exists, or beside the field that will not do.
    """
    organization = Organization(kind=_kind(kind))
    _write(organization, {"name": name, **facts})
    organization.save()
    record("organization.added", organization, by=by, name=organization.name)
    return organization


@transaction.atomic
def edit_organization(organization: Organization, *, by: User | None, **facts: Any) -> Organization:
    """Change facts of a company; those not given stay. Raises `Refused` as `add_organization` does."""
    changed = _write(organization, facts)
    if "kind" in facts and organization.kind != _kind(facts["kind"]):
        organization.kind = _kind(facts["kind"])
        changed.append("kind")
    if changed:
        organization.save()
        record("organization.edited", organization, by=by, fields=changed)
    return organization


@transaction.atomic
def set_sharing(organization: Organization, shares: bool, *, by: User | None) -> None:
    """Let the people of a company see each other's questions, or not any more."""
    if organization.share_questions == shares:
        return
    organization.share_questions = shares
    organization.save(update_fields=["share_questions"])
    record("organization.sharing_changed", organization, by=by, shares=shares)


def _kind(kind: str) -> str:
    if kind not in Organization.Kind.values:
        raise Refused(kind=_("请选择单位类别。"))
    return kind


def _write(organization: Organization, facts: dict[str, Any]) -> list[str]:
    """Put checked facts into the unsaved row; answers the names of those that changed."""
    new: dict[str, Any] = {}
    for field, limit in TEXTS.items():
        if field in facts:
            new[field] = line(facts[field], field=field, limit=limit, required=_("请填写单位名称。") if field == "name" else "")
    if "phone" in facts:
        new["phone"] = phone(facts["phone"])
    if "name" in new and Organization.objects.filter(name_key=normal_key(new["name"])).exclude(pk=organization.pk).exists():
        raise Refused(name=_("已经有同名的单位：%s。") % new["name"])
    if "consultant" in facts:
        consultant = facts["consultant"]
        if consultant is not None and not (consultant.is_active and is_staff(consultant)):
            raise Refused(consultant=_("责任顾问须是在用的员工账号。"))
        new["consultant"] = consultant
    if "parent" in facts:
        parent = facts["parent"]
        above = parent
        while above is not None:
            if organization.pk and above.pk == organization.pk:
                raise Refused(parent=_("上级机构不能是它自己或它的下级。"))
            above = above.parent
        new["parent"] = parent
    if "share_questions" in facts:
        new["share_questions"] = bool(facts["share_questions"])
    changed = [name for name, value in new.items() if getattr(organization, name) != value]
    for name, value in new.items():
        setattr(organization, name, value)
    return changed
