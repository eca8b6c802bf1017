"""Three doors that send short messages, and one telephone: together they keep to what one may send (security row 20)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shouhou.foundation.accounts.models import Throttle
from shouhou.foundation.jobs import Job, work_off
from shouhou.registry.joining.models import Admission

NUMBER = "13912345678"
FORM = {"password": "麦田里的三月风吹过", "again": "麦田里的三月风吹过", "name": "王敏", "company": "某某实业", "email": "wangmin@example.com", "phone": NUMBER,
        "product": "财务助手", "agrees": "on"}


def knock(cast: Any, times: int) -> set[int]:
    """Every door, from ever another network."""
    statuses = set()
    signed = Client()
    signed.force_login(cast.yuanfang)
    signed.post("/me/proof/", {"password": cast.password, "next": "/me/phone/"})
    for n in range(times):
        one = Client(REMOTE_ADDR=f"10.{n}.0.1")
        statuses |= {one.post("/recovery/phone/", {"phone": NUMBER}).status_code,
                     one.post("/register/", FORM | {"username": f"neu{n}"}).status_code,
                     signed.post("/me/phone/", {"phone": NUMBER}, REMOTE_ADDR=f"10.{n}.1.1").status_code}
    Job.objects.filter(state="failed").update(due_at=timezone.now())
    work_off()
    return statuses


@pytest.mark.abuse(20)
def test_three_doors_knocked_at_a_hundred_times_send_what_one_may(cast, sms):
    Admission.objects.create(is_open=True, proof="phone")
    cast.jiahe.phone = NUMBER
    cast.jiahe.save()
    assert knock(cast, 100) == {302, 429}
    assert len(sms.taken) == 1
    for _minute in range(7):
        for row in Throttle.objects.all():
            row.until -= timedelta(seconds=61)
            row.save()
        knock(cast, 3)
    assert len(sms.taken) == 5
