"""Companies for machines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from shouhou.foundation.api import NotFound, Page, isoformat, needs, paged
from shouhou.registry.organizations.models import Organization

router = Router()


def shown(organization: Organization) -> dict[str, Any]:
    """A company as machines see it."""
    return {"id": organization.pk, "kind": organization.kind, "name": organization.name, "short_name": organization.short_name,
            "code": organization.code, "region": organization.region, "created_at": isoformat(organization.created_at)}


@router.get("", response=Page, summary="单位")
@needs("organizations.read")
def organizations(request: HttpRequest, q: str = Query("", max_length=80), limit: int = Query(50, ge=1, le=200),
                  cursor: str = Query("", max_length=200)) -> dict[str, Any]:
    """Companies the caller may see, the newest first; `q` is a part of the name."""
    rows = Organization.objects.visible_to(request.user)
    if q:
        rows = rows.filter(name__icontains=q.replace("\x00", ""))
    return paged(rows, show=shown, limit=limit, cursor=cursor)


@router.get("/{int:organization_id}", response=dict[str, Any], summary="一个单位")
@needs("organizations.read")
def organization(request: HttpRequest, organization_id: int) -> dict[str, Any]:
    """One company."""
    found = Organization.objects.visible_to(request.user).filter(pk=organization_id).first() if organization_id < 2**63 else None
    if found is None:
        raise NotFound
    return shown(found)
