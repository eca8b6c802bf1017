"""无识别码处理流程: the lead goes to the nearest agency and waits in its queue (manual 002)."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from shouhou.foundation.access import Refused, grant
from shouhou.foundation.grid import Asking, page
from shouhou.registry.agreements.actions import answer_lead, leave_lead
from shouhou.registry.agreements.grid import LEADS
from shouhou.registry.agreements.models import Lead
from shouhou.registry.organizations.models import Membership, Organization
from shouhou.registry.organizations.nearest import nearest_agency

FACTS = {"name": "李工", "company": "新客户公司", "phone": "13800138000", "product": "NC 6.5"}


@pytest.fixture
def agencies(cast):
    return {name: Organization.objects.create(name=name, kind="agency", region=region) for name, region in (
        ("湖北服务", "湖北省"), ("襄阳服务", "湖北省襄阳市"), ("山东服务", "山东省济南市"))}


@pytest.mark.parametrize(("region", "name"), [
    ("湖北省襄阳市樊城区", "襄阳服务"), ("湖北 襄阳", "襄阳服务"), ("湖北省武汉市", "湖北服务"), ("山东省临沂市", "山东服务"),
    ("广东省广州市", None), ("", None)])
def test_the_nearest_agency(agencies, region, name):
    found = nearest_agency(region)
    assert (found.name if found else None) == name


@pytest.mark.requirement("YY-2-07")
def test_a_visitor_leaves_a_lead_and_the_queue_shows_it(cast, agencies):
    page = cast.client().post("/leads/new/", {**FACTS, "kind": "service", "region": "湖北省襄阳市"}).content.decode()
    assert "襄阳服务" in page and "会尽快与您联系" in page
    queue = cast.client(cast.rexian).get("/workbench/leads/").content.decode()
    assert "新客户公司" in queue and "襄阳服务" in queue and "13800138000" in queue
    lead = Lead.objects.get()
    cast.client(cast.rexian).post(f"/workbench/leads/{lead.pk}/", {"state": "contacted", "answer": "已约周三上门演示"})
    lead.refresh_from_db()
    assert (lead.state, lead.answered_by) == ("contacted", cast.rexian)
    assert "已约周三" in cast.client(cast.zhuguan).get(f"/workbench/leads/{lead.pk}/").content.decode()


@pytest.mark.requirement("YY-2-07", "YY-6-03")
@pytest.mark.parametrize("missing", ["name", "company", "phone", "product"])
def test_every_fact_of_the_manual_is_required(cast, missing):
    assert cast.client().post("/leads/new/", {**FACTS, "kind": "modules", missing: " "}).status_code == 422
    with pytest.raises(Refused) as no:
        leave_lead(by=None, **{**FACTS, missing: ""})
    assert missing in no.value.fields and not Lead.objects.exists()


def test_a_customer_need_not_type_what_is_known_and_a_double_click_is_one_lead(cast):
    browser = cast.client(cast.yuanfang)
    assert "远方公司" in browser.get("/leads/new/?kind=modules").content.decode()
    for _n in range(2):
        browser.post("/leads/new/", {**FACTS, "kind": "modules", "_key": "same"})
    assert Lead.objects.get().organization == cast.yuanfang_company


def test_an_agencys_people_see_its_own_leads(cast, agencies):
    Membership.objects.filter(user=cast.guwen2).delete()
    Membership.objects.create(user=cast.guwen2, organization=agencies["襄阳服务"])
    near, far = leave_lead(by=None, **FACTS, region="湖北襄阳"), leave_lead(by=None, **{**FACTS, "company": "远处"}, region="山东济南")
    page = cast.client(cast.guwen2).get("/workbench/leads/").content.decode()
    assert "新客户公司" in page and "远处" not in page
    assert cast.client(cast.guwen2).get(f"/workbench/leads/{far.pk}/").status_code == 404
    assert cast.client(cast.guwen2).get(f"/workbench/leads/{near.pk}/").status_code == 200


def test_moves_that_make_no_sense_are_refused(cast, agencies):
    lead = leave_lead(by=None, **FACTS)
    for state, answer in (("new", "x"), ("won", ""), ("nonsense", "x")):
        with pytest.raises(Refused):
            answer_lead(lead, by=cast.rexian, state=state, answer=answer)
    answer_lead(lead, by=cast.rexian, state="won", answer="已签 HT-8")
    with pytest.raises(Refused):
        answer_lead(lead, by=cast.rexian, state="new", answer="x")
    target = agencies["山东服务"]
    cast.client(cast.diaodu).post(f"/workbench/leads/{lead.pk}/agency/", {"agency": target.pk})
    lead.refresh_from_db()
    assert lead.agency == target
    page = cast.client(cast.diaodu).post(f"/workbench/leads/{lead.pk}/agency/", {"agency": cast.jiahe_company.pk}, follow=True)
    assert "请选择服务机构" in page.content.decode()


def test_a_source_cannot_flood_the_queue(cast):
    answers = [cast.client().post("/leads/new/", {**FACTS, "kind": "service"}) for _n in range(11)]
    assert answers[-1].status_code == 422 and Lead.objects.count() == 10


def test_who_answers_no_leads_sees_none(cast):
    grant(cast.zhishi, "knowledge_editor")
    assert cast.client(cast.zhishi).get("/workbench/leads/").status_code == 403
    assert not Lead.objects.visible_to(cast.jiahe).exists()


@pytest.mark.requirement("HX-1.2.1-03")
def test_leads_stand_by_the_pinyin_of_who_asks(cast):
    for name, company, product in (("曾敏", "重庆机械", "总账 8.0"), ("仇云", "嘉禾食品", "报表"), ("阿强", "安康医药", "10 版")):
        leave_lead(by=None, **(FACTS | {"name": name, "company": company, "product": product}))

    def listed(column):
        return [row[column] for row in page(LEADS, cast.admin, Asking.read(LEADS, cast.admin, QueryDict(f"sort={column}"))).rows]

    assert listed("company") == ["安康医药", "重庆机械", "嘉禾食品"]
    assert listed("name") == ["阿强", "仇云", "曾敏"]
    assert listed("product") == ["10 版", "报表", "总账 8.0"]
