"""Which agency is nearest to a place."""

from __future__ import annotations

import re

from shouhou.registry.organizations.models import Organization

MARKS = re.compile(r"(省|市|自治区|壮族|回族|维吾尔|特别行政区|地区|区|县|[\s,，/·-])")


def plain_place(region: str) -> str:
    """湖北省襄阳市 and 湖北 襄阳 are the same place."""
    return MARKS.sub("", region)


def shared(first: str, second: str) -> int:
    """How many characters two places have in common from the left: 湖北襄阳 and 湖北武汉 two."""
    count = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        count += 1
    return count


def nearest_agency(region: str) -> Organization | None:
    """The agency whose region agrees with this one furthest; with two alike the one higher up, then the older. None when not even the
    province agrees."""
    place = plain_place(region)
    best: tuple[int, int, int] | None = None
    found = None
    for agency in Organization.objects.filter(kind=Organization.Kind.AGENCY).exclude(region="").order_by("id").iterator(chunk_size=500):
        own = plain_place(agency.region)
        same = shared(place, own)
        if same < 2:
            continue
        rank = (same, -len(own), -agency.pk)
        if best is None or rank > best:
            best, found = rank, agency
    return found
