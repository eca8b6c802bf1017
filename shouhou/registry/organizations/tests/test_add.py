"""Companies: added, edited, found; sharing."""

from __future__ import annotations

import base64
import json

import pytest

from shouhou.foundation.access import Refused
from shouhou.registry.organizations.actions import add_organization, edit_organization
from shouhou.registry.organizations.models import Organization


def test_company_is_added_by_the_page(cast):
    answer = cast.client(cast.admin).post("/workbench/customers/new/", {
        "name": "湖北嘉福达再生资源利用有限公司", "kind": "customer", "consultant": cast.guwen.pk, "phone": "0710-3470000", "code": "KH001"})
    made = Organization.objects.get(code="KH001")
    assert answer.url == f"/workbench/customers/{made.pk}/" and made.consultant == cast.guwen
    page = cast.client(cast.admin).get(answer.url).content.decode()
    assert "湖北嘉福达再生资源利用有限公司" in page and "新建单位" in page


@pytest.mark.parametrize(("facts", "field"), [
    ({"name": ""}, "name"), ({"name": " 嘉禾实业 "}, "name"), ({"name": "x" * 121}, "name"), ({"name": "新", "kind": "alien"}, "kind"),
    ({"name": "新", "phone": "一二三"}, "phone"), ({"name": "新", "region": "区" * 61}, "region")])
def test_what_will_not_do_is_said_beside_its_field(cast, facts, field):
    with pytest.raises(Refused) as no:
        add_organization(by=cast.admin, **facts)
    assert field in no.value.fields


def test_customer_cannot_be_the_responsible_consultant(cast):
    with pytest.raises(Refused) as no:
        add_organization(by=cast.admin, name="新", consultant=cast.jiahe)
    assert "consultant" in no.value.fields


def test_refused_form_keeps_what_was_typed(cast):
    page = cast.client(cast.admin).post(f"/workbench/customers/{cast.jiahe_company.pk}/facts/", {
        "name": "远方公司", "kind": "customer", "address": "长江路 1 号"})
    assert page.status_code == 400 and "长江路 1 号" in page.content.decode() and "已经有同名的单位" in page.content.decode()


def test_edit_writes_only_what_changed(cast):
    edit_organization(cast.jiahe_company, by=cast.admin, region="鄂西北")
    cast.jiahe_company.refresh_from_db()
    assert (cast.jiahe_company.region, cast.jiahe_company.name) == ("鄂西北", "嘉禾实业")


def test_sharing_is_switched(cast):
    address = f"/workbench/customers/{cast.jiahe_company.pk}/sharing/"
    assert cast.client(cast.guwen).post(address, {"shares": "1"}).status_code == 403
    cast.client(cast.admin).post(address, {"shares": "1"})
    cast.jiahe_company.refresh_from_db()
    assert cast.jiahe_company.share_questions


@pytest.mark.parametrize("words", ["嘉禾", "jiahe", "JiaHe", "嘉 禾实业".replace(" ", ""), "heshi"])
def test_company_is_found_by_name_and_pinyin(cast, words):
    page = cast.client(cast.guwen).get("/workbench/customers/", {"q": words}).content.decode()
    assert "嘉禾实业" in page and "远方公司" not in page


def test_list_is_in_pinyin_order_and_turns_pages_both_ways(cast):
    for n in range(120):
        add_organization(by=cast.admin, name=f"客户{n:03d}号")
    browser = cast.client(cast.admin)
    seen, address, back = [], "?size=50", ""
    while address:
        page = browser.get("/workbench/customers/" + address).context
        seen += [row["name"] for row in page["found"].rows]
        address, back = page["pager"]["next_url"], page["pager"]["previous_url"]
    assert seen == list(Organization.objects.filter(kind="customer").order_by("sort_key", "id").values_list("name", flat=True))
    assert len(browser.get("/workbench/customers/" + back).context["found"].rows) == 50


@pytest.mark.abuse(65)
@pytest.mark.parametrize("mark", ["x", "W10=", *(base64.urlsafe_b64encode(json.dumps(v).encode()).decode() for v in (
    [1, 2], ["a"], ["a", "b"], ["a", True], {"a": 1}, ["a\x00", 1], [["a"], 1], ["a", 2**70], None))])
def test_broken_marks_give_the_first_page(cast, mark):
    for address, status in (("/workbench/customers/", 400), ("/workbench/people/", 400)):
        page = cast.client(cast.admin).get(address, {"after": mark})
        assert page.status_code == status
    first = cast.client(cast.admin).get("/workbench/customers/", {"after": mark}).content.decode()
    assert "这个翻页标记不对。" in first and "嘉禾实业" in first


def test_odd_searches_never_break(cast):
    for words, status in (("%", 200), ("_", 200), ("\\", 200), ("'\"", 200), ("a\x00b", 400), ("嘉" * 500, 400), ("<script>alert(1)</script>", 200)):
        page = cast.client(cast.admin).get("/workbench/customers/", {"q": words, "kind": "x", "mine": "y"})
        assert page.status_code == status and b"<script>alert" not in page.content


@pytest.mark.abuse(46)
def test_customers_see_no_registry(cast):
    for address in ("/workbench/customers/", f"/workbench/customers/{cast.yuanfang_company.pk}/", "/workbench/agreements/", "/workbench/products/"):
        for user in (cast.jiahe, cast.jiahe_boss):
            assert cast.client(user).get(address).status_code == 403


def test_the_vendor_itself_is_no_customer(cast):
    own = Organization.objects.get(kind="vendor")
    assert cast.client(cast.admin).get(f"/workbench/customers/{own.pk}/").status_code == 404
