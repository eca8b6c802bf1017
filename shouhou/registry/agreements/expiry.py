"""Until when a company is served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils import timezone

from shouhou.registry.agreements.models import Agreement
from shouhou.registry.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Expiry:
    """`ends_on` is the last day paid for; `days_left` is negative when it is past; `is_near` asks for a warning."""

    ends_on: date
    days_left: int
    is_near: bool

    @property
    def is_past(self) -> bool:
        return self.days_left < 0


def expiry(organization: Organization, *, warn_days: int, today: date | None = None) -> Expiry | None:
    """本企业服务费到期时间 (manual 000 §1.2): the latest end of the company's agreements; None when it has none."""
    ends_on = Agreement.objects.filter(organization=organization).aggregate(end=Max("ends_on"))["end"]
    if ends_on is None:
        return None
    days = (ends_on - (today or timezone.localdate())).days
    return Expiry(ends_on, days, days <= warn_days)
