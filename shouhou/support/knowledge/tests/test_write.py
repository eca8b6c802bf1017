"""新增知识库, its editions, and what can be wrong with one (ZWY-4.4-06)."""

from datetime import date

import pytest

from shouhou.foundation.access import Refused
from shouhou.support.knowledge import actions
from shouhou.support.knowledge.models import Article

WORDS = {"title": "凭证断号怎么处理", "body": "<p>在凭证整理中重新编号。</p>", "brief": "在凭证整理中重新编号。"}


@pytest.fixture
def category(cast):
    return actions.add_category("财务", by=cast.zhishi)


def posted(category, **more):
    return {**WORDS, "category": category.pk, "audience": "customer", **more}


@pytest.mark.requirement("ZWY-4.4-06")
def test_an_editor_writes_an_article_and_customers_do_not_see_it_yet(cast, category):
    page = cast.client(cast.zhishi).post("/workbench/knowledge/new/", posted(category, product=cast.product.pk, module=cast.module.pk), follow=True)
    one = Article.objects.get()
    assert (one.title, one.state, one.author, one.owner) == (WORDS["title"], "pending", cast.zhishi, cast.zhishi)
    assert "未审核" in page.content.decode()
    assert cast.client(cast.jiahe).get(f"/knowledge/{one.pk}/").status_code == 404


def test_what_is_missing_is_said_beside_the_field_and_the_rest_stays(cast, category):
    page = cast.client(cast.zhishi).post("/workbench/knowledge/new/", posted(category, title="", body="<p> </p>"))
    assert page.status_code == 422 and "请填写这一项" in page.content.decode() and WORDS["brief"] in page.content.decode()
    assert not Article.objects.exists()


def test_a_module_of_another_product_is_refused(cast, category):
    with pytest.raises(Refused) as no:
        actions.add_article(**WORDS, category=category, by=cast.zhishi, product=cast.product2, module=cast.module)
    assert "module" in no.value.fields


def test_the_form_of_changes_begins_with_the_day_of_expiry(cast, category):
    one = actions.add_article(**WORDS, category=category, by=cast.zhishi, expires_on=date(2026, 12, 31))
    page = cast.client(cast.zhishi).get(f"/workbench/knowledge/{one.pk}/edit/").content.decode()
    assert 'value="2026-12-31"' in page, "a control of type date shows no other way of writing a day, and saving would lose it"


def test_changed_words_keep_the_old_edition_and_want_a_new_review(cast, category):
    one = actions.review(actions.add_article(**WORDS, category=category, by=cast.zhishi), by=cast.shenhe)
    cast.client(cast.zhishi).post(f"/workbench/knowledge/{one.pk}/edit/", posted(category, body="<p>新的办法。</p>", edition=1))
    one.refresh_from_db()
    assert (one.edition, one.state, one.revisions.get().body) == (2, "pending", WORDS["body"])
    old = cast.client(cast.zhishi).get(f"/workbench/knowledge/{one.pk}/editions/1/")
    assert "重新编号" in old.content.decode()


def test_a_change_in_between_is_not_written_over(cast, category):
    one = actions.add_article(**WORDS, category=category, by=cast.zhishi)
    actions.edit_article(one, one.title, "<p>别人的修改</p>", category=category, by=cast.guwen)
    page = cast.client(cast.zhishi).post(f"/workbench/knowledge/{one.pk}/edit/", posted(category, body="<p>我的修改</p>", edition=1))
    assert page.status_code == 422 and "刚刚被别人改过" in page.content.decode() and "我的修改" in page.content.decode()
    one.refresh_from_db()
    assert "别人的修改" in one.body


@pytest.mark.abuse(1)
def test_script_is_taken_out_on_the_way_in_and_out(cast, category):
    one = actions.add_article("脚本", '<p onclick="x()">文<script>alert(1)</script><img src="https://evil/x.png"></p>', category=category, by=cast.zhishi)
    Article.objects.filter(pk=one.pk).update(body='<p>旧<img src=x onerror="alert(1)"></p>', state="reviewed")
    for address, who in ((f"/knowledge/{one.pk}/", cast.jiahe), (f"/workbench/knowledge/{one.pk}/", cast.zhishi)):
        page = cast.client(who).get(address).content.decode()
        assert "onerror" not in page and "旧" in page
    assert "onclick" not in one.body and "alert" not in one.body and "evil" not in one.body


def test_customers_write_nothing(cast, category):
    assert cast.client(cast.jiahe_boss).post("/workbench/knowledge/new/", posted(category)).status_code == 403
    assert not Article.objects.exists()
