"""Reviewing one's own words, and facts about people on their way into public articles (security rows 145, 146)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shouhou.foundation import files
from shouhou.foundation.access import Refused, grant
from shouhou.foundation.imports import importers
from shouhou.registry.agreements.actions import issue
from shouhou.registry.agreements.models import CodeFormat
from shouhou.support.knowledge import actions
from shouhou.support.knowledge.models import Article, Category
from tests.cast import Cast

WORDS = "<p>重新编号。</p>"


@pytest.fixture
def category(cast: Cast) -> Category:
    return actions.add_category("财务", by=None)


def article(cast: Cast, category: Category, body: str = WORDS, **more: Any) -> Article:
    return actions.add_article("凭证断号", body, category=category, by=more.pop("by", cast.zhishi), **more)


def edit(one: Article, category: Category, body: str = WORDS, **more: Any) -> Article:
    return actions.edit_article(one, "凭证断号", body, category=category, **more)


def brought(by: Any, **row: str) -> Article:
    kind = importers()["knowledge"](by=by, import_id=1)
    (outcome,) = kind.take_many([({"title": "凭证断号", "text": "重新编号。", "external_id": "A-1", **row}, {})])
    if isinstance(outcome, Refused):
        raise outcome
    return Article.objects.get(external_id="A-1")


@pytest.mark.abuse(145)
def test_a_comma_of_a_colleague_does_not_make_it_another_s(cast: Cast, category: Category) -> None:
    one = article(cast, category, by=cast.zhuguan)
    one = edit(one, category, WORDS + "<p>，</p>", by=cast.zhishi)
    with pytest.raises(Refused, match="另一位同事"):
        actions.review(one, by=cast.zhuguan)
    one = actions.review(one, by=cast.shenhe)
    one = edit(one, category, "<p>知识编辑后来写的。</p>", by=cast.zhishi)
    assert actions.review(one, by=cast.zhuguan).is_reviewed, "his words were reviewed by another; these are not his"


@pytest.mark.abuse(145)
def test_what_was_reviewed_for_colleagues_is_not_shown_to_customers_without_another_review(cast: Cast, category: Category) -> None:
    one = actions.review(article(cast, category, audience="internal"), by=cast.shenhe)
    one = edit(one, category, by=cast.guwen, audience="customer")
    assert not one.is_reviewed
    assert cast.client(cast.jiahe).get(f"/knowledge/{one.pk}/").status_code == 404
    narrower = actions.review(one, by=cast.shenhe)
    assert edit(narrower, category, by=cast.guwen, audience="internal").is_reviewed, "fewer readers need nobody's leave"


@pytest.mark.abuse(145)
def test_an_attachment_added_to_what_was_reviewed_waits_for_a_review(cast: Cast, category: Category) -> None:
    one = actions.review(article(cast, category), by=cast.shenhe)
    added = files.receive(SimpleUploadedFile("补丁.txt", "内部补丁".encode()), by=cast.zhishi)
    one = edit(one, category, by=cast.zhishi, uploads=[added.token])
    assert not one.is_reviewed
    one = actions.review(one, by=cast.shenhe)
    assert edit(one, category, by=cast.zhishi, uploads=[added.token]).is_reviewed, "nothing new"


@pytest.mark.abuse(145)
def test_bringing_articles_in_is_no_way_round_the_review(cast: Cast, category: Category) -> None:
    assert not brought(cast.zhishi, state="已审核").is_reviewed, "who may only write"
    assert not brought(cast.zhishi).is_reviewed
    assert brought(cast.admin, state="已审核", text="管理员导入的。").is_reviewed, "who may review"
    assert brought(cast.zhishi, text="管理员导入的。", category="新分类").is_reviewed, "the words are the reviewed ones"
    assert not brought(cast.zhishi, text="编辑改过的。", category="新分类").is_reviewed


@pytest.mark.abuse(145)
def test_two_roles_do_not_add_up_to_a_review_of_one_s_own(cast: Cast, category: Category) -> None:
    grant(cast.zhishi, "knowledge_reviewer")
    client, one = cast.client(cast.zhishi), article(cast, category)
    for address, sent in (("/workbench/knowledge/verdicts/", {"verb": "review", "pk": one.pk}),
                          (f"/workbench/knowledge/{one.pk}/verdict/", {"verb": "review"})):
        client.post(address, sent)
    chosen = client.post("/grids/articles/change/", {"pk": [one.pk]})
    client.post(chosen.url, {"column": "state", "value": "reviewed"})
    one.refresh_from_db()
    assert not one.is_reviewed


@pytest.mark.abuse(145)
def test_reviewed_is_not_deleted_by_any_door(cast: Cast, category: Category) -> None:
    one = actions.review(article(cast, category, expires_on=date.today() + timedelta(days=9)), by=cast.shenhe)
    with pytest.raises(Refused, match="无法删除"):
        actions.remove_article(one, by=cast.admin)
    cast.client(cast.zhishi).post("/workbench/knowledge/verdicts/", {"verb": "remove", "pk": one.pk})
    cast.client(cast.zhishi).post(f"/workbench/knowledge/{one.pk}/verdict/", {"verb": "remove"})
    assert Article.objects.filter(pk=one.pk).exists()


PERSONAL = ["请联系王佳 13912345678。", "电话+86 139-1234-5678", "身份证11010519491231002X。", "身份证号：440524188001010014 ", "写信给 wangjia@jiahe.example"]
HARMLESS = ["热线 400-810-0000，总机 010-62980000。", "凭证号 13912345678901234567，金额 13912345678.50", "订单 202601011234567890", "补丁 V8.13.2026-01",
            "写信给 support@example.com", "识别码填在这里：123456789012"]


@pytest.mark.abuse(146)
@pytest.mark.parametrize("words", PERSONAL)
def test_facts_about_a_customer_s_people_stop_a_review(cast: Cast, category: Category, words: str) -> None:
    cast.jiahe.email = "wangjia@jiahe.example"
    cast.jiahe.save()
    one = article(cast, category, f"<p>{words[:4]}<b>{words[4:]}</b></p>")
    with pytest.raises(Refused, match="不宜公开"):
        actions.review(one, by=cast.shenhe)
    assert actions.review(edit(one, category, f"<p>{words}</p>", by=cast.zhishi, audience="internal"), by=cast.shenhe).is_reviewed, "colleagues may read it"


@pytest.mark.abuse(146)
def test_a_service_code_stops_a_review(cast: Cast, category: Category) -> None:
    code = issue(cast.jiahe_company, by=None, form=CodeFormat.objects.all()[0]).code
    with pytest.raises(Refused, match="服务识别码"):
        actions.review(article(cast, category, f"<p>例如 {code.code} 这样</p>"), by=cast.shenhe)


@pytest.mark.abuse(146)
def test_an_import_that_holds_a_mobile_number_waits(cast: Cast) -> None:
    assert not brought(cast.admin, state="已审核", text="请联系 13912345678。").is_reviewed


@pytest.mark.abuse(146)
@pytest.mark.parametrize("words", HARMLESS)
def test_hotlines_and_long_numbers_do_not(cast: Cast, category: Category, words: str) -> None:
    assert actions.review(article(cast, category, f"<p>{words}</p>"), by=cast.shenhe).is_reviewed
