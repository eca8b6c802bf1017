"""防伪查询: anybody may ask, nobody may go through the numbers (manual 002)."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused
from shouhou.registry.assets.actions import list_serial, look_up, register, retire
from shouhou.registry.assets.models import Asset


@pytest.fixture
def box(cast):
    return list_serial(cast.product, "NC65-0001", by=None, version=cast.version)


@pytest.mark.requirement("YY-1-02", "YY-6-02")
def test_genuine_or_not(cast, box):
    visitor = cast.client()
    assert "防伪查询" in visitor.get("/genuine/").content.decode()
    page = visitor.post("/genuine/", {"serial": "nc65 0001"}).content.decode()
    assert "正版产品" in page and cast.product.name in page and "未注册" in page
    assert "没有查到这个序列号" in visitor.post("/genuine/", {"serial": "NC65-9999"}).content.decode()
    retire(box, by=None, reason="盗版流出")
    page = visitor.post("/genuine/", {"serial": "NC65-0001"}).content.decode()
    assert "已经停用" in page and "盗版流出" not in page and "您查询的是正版产品" not in page


def test_nobody_learns_whose_it_is(cast, box):
    register(cast.jiahe_company, box.serial, by=cast.jiahe, place="襄阳车间", contact_name="王佳", contact_phone="13800138000")
    page = cast.client().post("/genuine/", {"serial": "NC65-0001"}).content.decode()
    assert "已注册" in page
    for secret in ("嘉禾", "襄阳", "王佳", "13800138000"):
        assert secret not in page


def test_looked_up_often_it_warns(cast, box):
    for n in range(6):
        found = look_up(box.serial, source=f"192.0.2.{n}")
    assert found.count == 6 and found.is_often
    assert Asset.objects.get().looked_up_at == found.first_at
    assert "已被查询 7 次" in cast.client().post("/genuine/", {"serial": box.serial}).content.decode()


def test_a_source_cannot_go_through_the_numbers(cast, box):
    for n in range(20):
        assert look_up(f"NC65-9{n:03d}", source="192.0.2.1") is None
    with pytest.raises(Refused, match="太频繁"):
        look_up(box.serial, source="192.0.2.1")
    assert look_up(box.serial, source="198.51.100.1")


@pytest.mark.parametrize("serial", ["", "12", "'; --", "%" * 30, "\x00abcd!", "序列号序列号"])
def test_odd_numbers_are_said_not_broken(cast, serial):
    page = cast.client().post("/genuine/", {"serial": serial})
    assert page.status_code in {200, 422} and ("没有查到" in page.content.decode() or "完整的序列号" in page.content.decode())
