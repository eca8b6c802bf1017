"""服务识别码: formats as data, uniqueness, check digits; suspended and resumed."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused
from shouhou.registry.agreements.actions import issue, resume, suspend, write_format
from shouhou.registry.agreements.actions.codes import draw, fits, format_for
from shouhou.registry.agreements.checkdigits import luhn, mod_11_10
from shouhou.registry.agreements.models import CodeFormat, ServiceCode


@pytest.mark.parametrize(("digits", "digit"), [("7992739871", "3"), ("37144963539843", "1"), ("", "0")])
def test_luhn_as_on_cards(digits, digit):
    assert luhn(digits) == digit


@pytest.mark.parametrize(("digits", "digit"), [("0794", "5"), ("79462", "3"), ("00200667308", "5")])
def test_mod_11_10_as_in_the_standard(digits, digit):
    assert mod_11_10(digits) == digit


@pytest.mark.parametrize(("name", "length", "prefix"), [("用友 NC", 10, "10"), ("用友 NC Cloud", 10, "20"), ("浪潮服务编码", 8, "1")])
def test_formats_of_the_manuals_are_data(db, name, length, prefix):
    form = CodeFormat.objects.get(name=name)
    code = draw(form)
    assert len(code) == length == form.length and code.startswith(prefix) and fits(form, code)


def test_one_wrong_digit_is_noticed(db):
    form = CodeFormat.objects.get(name="用友 NC")
    code = draw(form)
    for place in range(len(code)):
        wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1:]
        assert not fits(form, wrong)


def test_the_format_of_a_product_or_the_one_for_all_others(cast):
    own = CodeFormat.objects.get(name="浪潮服务编码")
    own.products.add(cast.product2)
    assert format_for(cast.product2) == own and format_for(cast.product).is_default


def test_a_code_is_unique_and_may_come_from_elsewhere(cast):
    form = CodeFormat.objects.get(name="浪潮服务编码")
    first = issue(cast.jiahe_company, by=cast.admin, form=form, code="１００２-3456").code
    assert first.code == "10023456"
    with pytest.raises(Refused, match="已经存在"):
        issue(cast.yuanfang_company, by=cast.admin, form=form, code="10023456")
    for odd in ("1002345", "20023456", "100234567", "abc"):
        with pytest.raises(Refused, match="不符合"):
            issue(cast.yuanfang_company, by=cast.admin, form=form, code=odd)


def test_a_format_that_is_used_up_says_so(cast, monkeypatch):
    form = CodeFormat.objects.get(name="浪潮服务编码")
    made = issue(cast.jiahe_company, by=None, form=form).code
    monkeypatch.setattr("shouhou.registry.agreements.actions.codes.draw", lambda form: made.code)
    with pytest.raises(Refused, match="快用完"):
        issue(cast.jiahe_company, by=None, form=form)


def test_suspended_and_resumed_with_its_history(cast):
    code = issue(cast.jiahe_company, by=cast.admin, form=CodeFormat.objects.get(is_default=True)).code
    with pytest.raises(Refused, match="停用原因"):
        suspend(code, by=cast.admin, reason=" ")
    suspend(code, by=cast.admin, reason="外借")
    suspend(code, by=cast.admin, reason="再一次")
    resume(code, by=cast.admin)
    page = cast.client(cast.admin).get(f"/workbench/service-codes/{code.pk}/").content.decode()
    assert "停用：外借" in page and "再一次" not in page and "重新启用" in page


@pytest.mark.parametrize(("field", "value"), [
    ("prefix", "NC"), ("digits", 3), ("digits", 30), ("check_kind", "sum"), ("pin_length", 4), ("free_months", 999), ("name", ""), ("name", "通用")])
def test_formats_that_will_not_do_are_refused_beside_the_field(cast, field, value):
    facts = {"name": "新格式", "prefix": "3", "digits": 8, "check_kind": "luhn", "pin_length": 6, "free_months": 12, field: value}
    with pytest.raises(Refused) as no:
        write_format(CodeFormat(), by=cast.admin, **facts)
    assert field in no.value.fields


def test_one_format_serves_a_product_and_one_all_others(cast):
    facts = {"prefix": "3", "digits": 8, "check_kind": "luhn", "pin_length": 6, "free_months": 0, "products": [cast.product]}
    write_format(CodeFormat(), by=None, name="甲", **facts)
    write_format(CodeFormat(), by=None, name="乙", is_default=True, **facts)
    assert format_for(cast.product).name == "乙" and CodeFormat.objects.filter(is_default=True).count() == 1


@pytest.mark.requirement("YY-2-08")
def test_staff_see_the_two_ends_of_a_code_and_nothing_of_its_pin(cast):
    """热线无法提供查询服务识别码或密码: no page of the workbench shows either, to nobody."""
    made = issue(cast.jiahe_company, by=cast.admin, form=CodeFormat.objects.get(is_default=True), with_pin=True)
    addresses = ["/workbench/service-codes/", f"/workbench/service-codes/{made.code.pk}/", f"/workbench/customers/{cast.jiahe_company.pk}/",
                 "/workbench/service-codes/verification/"]
    for who in (cast.admin, cast.zhuguan, cast.caiwu, cast.rexian, cast.guwen, cast.shenji):
        for address in addresses:
            page = cast.client(who).get(address).content.decode()
            assert made.code.code not in page and made.pin not in page and made.code.pin not in page, (who, address)
    assert made.code.masked in cast.client(cast.admin).get(addresses[0]).content.decode()


def test_issued_by_the_page(cast):
    browser, address = cast.client(cast.admin), f"/workbench/customers/{cast.jiahe_company.pk}/service-codes/new/"
    assert "发放" in browser.get(address).content.decode()
    answer = browser.post(address, {"form": CodeFormat.objects.get(is_default=True).pk}, follow=True).content.decode()
    code = ServiceCode.objects.get()
    assert code.masked in answer and code.code not in answer
    assert browser.post(address, {"form": "", "code": "x"}).status_code == 400
    assert cast.client(cast.guwen).post(address).status_code == 403
