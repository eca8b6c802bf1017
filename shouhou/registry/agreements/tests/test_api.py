"""A telephone system verifies a caller; the answer names the customer and never the code or the PIN."""

from __future__ import annotations

import pytest
from django.test import Client

from shouhou.foundation.accounts import tokens
from shouhou.registry.agreements.actions import issue
from shouhou.registry.agreements.models import CodeFormat

HERE = "/api/v1/service-codes/verification"


def bearer(user):
    return Client(headers={"Authorization": f"Bearer {tokens.issue(user, 'x', ['*'])}"})


@pytest.fixture
def made(cast):
    return issue(cast.jiahe_company, by=None, form=CodeFormat.objects.get(is_default=True), with_pin=True, product=cast.product)


@pytest.mark.requirement("YY-2-02", "YY-2-03")
def test_right_wrong_and_for_another_product(cast, made):
    machine = bearer(cast.rexian)
    yes = machine.post(HERE, {"code": made.code.code, "pin": made.pin, "product": cast.product.name}, content_type="application/json")
    assert yes.status_code == 200 and yes.json()["allowed"] and yes.json()["organization"] == {"id": cast.jiahe_company.pk, "name": "嘉禾实业"}
    assert made.code.code not in yes.content.decode() and made.pin not in yes.content.decode()
    other = machine.post(HERE, {"code": made.code.code, "pin": made.pin, "product": cast.product2.name}, content_type="application/json").json()
    assert not other["allowed"] and "另一个产品" in other["reason"]
    no = [machine.post(HERE, {"code": code, "pin": "1"}, content_type="application/json") for code in (made.code.code, "8999999999")]
    assert [n.status_code for n in no] == [422, 422] and no[0].content == no[1].content


@pytest.mark.abuse(132)
def test_tries_are_counted_by_the_caller_too(cast, made):
    machine = bearer(cast.rexian)
    said = [machine.post(HERE, {"code": f"8{n:09d}", "pin": "1", "caller": "13800138000"}, content_type="application/json").json()["message"]
            for n in range(31)]
    assert "太频繁" in said[-1]
    assert machine.post(HERE, {"code": made.code.code, "pin": made.pin, "caller": "13900139000"}, content_type="application/json").status_code == 200


def test_what_a_company_may_do(cast):
    machine = bearer(cast.zhuguan)
    yes = machine.get("/api/v1/entitlement", {"organization": cast.jiahe_company.pk, "door": "remote"}).json()
    assert yes["allowed"] and yes["level"] == "标准服务"
    assert machine.get("/api/v1/entitlement", {"organization": 999999}).status_code == 404
    assert machine.get("/api/v1/entitlement", {"organization": cast.jiahe_company.pk, "product": "没有"}).status_code == 422
    assert machine.get("/api/v1/entitlement", {"organization": cast.jiahe_company.pk, "door": "window"}).status_code == 422
    assert bearer(cast.jiahe).post(HERE, {"code": "1", "pin": "1"}, content_type="application/json").status_code == 403
    assert bearer(cast.jiahe).get("/api/v1/entitlement", {"organization": cast.jiahe_company.pk}).status_code == 403
