"""取消两步验证 of somebody who lost phone and paper."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import second
from shouhou.foundation.accounts.models import OneTimeCode
from shouhou.foundation.events.models import Event
from shouhou.registry.organizations.actions import take_second_factor


@pytest.fixture
def armed(cast):
    for user in (cast.jiahe, cast.guwen):
        OneTimeCode.objects.create(user=user, sealed="x")
        second.new_paper(user)
        type(user).objects.filter(pk=user.pk).update(has_second_factor=True)
    return cast


def test_administrator_takes_it_and_it_stands_in_the_record(armed):
    for person in (armed.jiahe, armed.guwen):
        armed.client(armed.admin).post(f"/workbench/accounts/{person.pk}/second-factor/")
        person.refresh_from_db()
        assert not person.has_second_factor and not OneTimeCode.objects.filter(user=person).exists()
    assert Event.objects.filter(verb="user.second_factor_taken", by=armed.admin).count() == 2


def test_others_and_the_person_cannot(armed):
    assert armed.client(armed.guwen2).post(f"/workbench/accounts/{armed.jiahe.pk}/second-factor/").status_code == 403
    for by, person in ((armed.guwen2, armed.jiahe), (armed.jiahe, armed.jiahe), (armed.zhuguan, armed.guwen), (armed.yuanfang_boss, armed.jiahe)):
        with pytest.raises(Refused):
            take_second_factor(person, by=by)
