"""代客户提问."""

from __future__ import annotations

from typing import Any

import pytest

from shouhou.support.tickets.models import Ticket
from tests.cast import Cast


def sent(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"customer": "嘉禾实业", "contact_name": "王佳", "contact_phone": "13800138000", "product": cast.product.pk, "title": "电话说总账打不开",
            "description": "<p>双击没有反应</p>", **more}


def test_a_question_by_telephone_belongs_to_the_customer(cast: Cast) -> None:
    browser = cast.client(cast.rexian)
    page = browser.get("/workbench/tickets/new/").content.decode()
    assert "客户" in page and "直接提问联系人" in page and 'value="孙线"' not in page
    answer = browser.post("/workbench/tickets/new/", sent(cast, _key="1"))
    assert answer.status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.organization, ticket.source, ticket.asker, ticket.contact_name) == (cast.jiahe_company, "phone", None, "王佳")
    assert answer.headers["Location"] == f"/workbench/tickets/{ticket.number}/"
    browser.post("/workbench/tickets/new/", sent(cast, _key="1"))
    assert Ticket.objects.count() == 1
    page = browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert "电话代提" in page


@pytest.mark.parametrize(("field", "value", "words"), [
    ("customer", "", "请选择客户。"), ("customer", "没有这家", "没有找到这个客户"), ("customer", "售后云示范公司", "没有找到这个客户"),
    ("contact_name", "", "请填写直接提问联系人。"), ("contact_phone", "12", "请填写正确的电话"), ("title", "", "请填写问题标题。"),
    ("product", "0", "请重新选择。")])
def test_what_is_wrong_stands_beside_its_field(cast: Cast, field: str, value: str, words: str) -> None:
    answer = cast.client(cast.guwen).post("/workbench/tickets/new/", sent(cast, **{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and "双击没有反应" in page
    assert not Ticket.objects.exists()


def test_customers_are_offered_as_one_types(cast: Cast) -> None:
    browser = cast.client(cast.guwen)
    assert "嘉禾实业" in browser.get("/workbench/tickets/new/customers/?q=嘉").content.decode()
    assert "嘉禾实业" not in browser.get("/workbench/tickets/new/customers/?q=远").content.decode()
    assert browser.get("/workbench/tickets/new/customers/?q=%00%25_").status_code == 200
    assert cast.client(cast.jiahe).get("/workbench/tickets/new/").status_code == 403


def test_a_short_name_will_do(cast: Cast) -> None:
    assert cast.client(cast.guwen).post("/workbench/tickets/new/", sent(cast, customer="远方", _key="1")).status_code == 302
    assert Ticket.objects.get().organization == cast.yuanfang_company
