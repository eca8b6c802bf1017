"""审核, 取消审核, 删除 (ZWY-4.4-07..10, YY-4-10)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.foundation.access import Refused
from shouhou.support.knowledge import actions
from shouhou.support.knowledge.models import Article


@pytest.fixture
def category(cast):
    return actions.add_category("财务", by=cast.zhishi)


def write(cast, category, title="凭证断号", by=None, **more):
    return actions.add_article(title, "<p>重新编号。</p>", category=category, by=by or cast.zhishi, **more)


def tick(client, verb, *articles):
    return client.post("/workbench/knowledge/verdicts/", {"verb": verb, "pk": [one.pk for one in articles]}, follow=True).content.decode()


@pytest.mark.requirement("ZWY-4.4-08")
@pytest.mark.requirement("YY-4-10")
def test_a_reviewer_ticks_and_customers_see_it(cast, category):
    one = write(cast, category)
    assert 'name="pk"' in cast.client(cast.shenhe).get("/workbench/knowledge/").content.decode()
    assert "审核成功" in tick(cast.client(cast.shenhe), "review", one)
    one.refresh_from_db()
    assert (one.state, one.reviewer) == ("reviewed", cast.shenhe)
    assert cast.client(cast.jiahe).get(f"/knowledge/{one.pk}/").status_code == 200


@pytest.mark.requirement("YY-4-10")
def test_nobody_reviews_what_he_wrote(cast, category):
    one = write(cast, category, by=cast.zhuguan)
    with pytest.raises(Refused, match="另一位同事"):
        actions.review(one, by=cast.zhuguan)
    other = actions.edit_article(write(cast, category, "第二条"), "第二条", "<p>主管改过。</p>", category=category, by=cast.zhuguan)
    with pytest.raises(Refused, match="另一位同事"):
        actions.review(other, by=cast.zhuguan)


@pytest.mark.requirement("ZWY-4.4-09")
def test_withdrawn_is_gone_for_customers(cast, category):
    one = actions.review(write(cast, category), by=cast.shenhe)
    assert "取消审核成功" in tick(cast.client(cast.shenhe), "withdraw", one)
    assert cast.client(cast.jiahe).get(f"/knowledge/{one.pk}/").status_code == 404
    assert "凭证断号" not in cast.client(cast.jiahe).get("/knowledge/").content.decode()


@pytest.mark.requirement("ZWY-4.4-07")
def test_a_reviewed_article_is_not_deleted(cast, category):
    one, other = actions.review(write(cast, category), by=cast.shenhe), write(cast, category, "第二条")
    page = tick(cast.client(cast.zhishi), "remove", one, other)
    assert "已审核，无法删除" in page and "删除成功" in page
    assert list(Article.objects.all()) == [one]


@pytest.mark.requirement("ZWY-4.4-10")
def test_each_refused_row_is_named_and_the_others_are_done(cast, category):
    one, own = write(cast, category), write(cast, category, "主管写的", by=cast.zhuguan)
    page = tick(cast.client(cast.zhuguan), "review", one, own)
    assert "另一位同事" in page and "主管写的" in page
    assert list(Article.objects.filter(state="reviewed")) == [one]


def test_an_expired_or_internal_article_is_not_for_customers(cast, category):
    old = actions.review(write(cast, category, "过期的", expires_on=timezone.localdate() - timedelta(days=1)), by=cast.shenhe)
    inner = actions.review(write(cast, category, "内部的", audience="internal"), by=cast.shenhe)
    page = cast.client(cast.jiahe).get("/knowledge/").content.decode()
    assert "过期的" not in page and "内部的" not in page
    assert {cast.client(cast.jiahe).get(f"/knowledge/{one.pk}/").status_code for one in (old, inner)} == {404}
    assert cast.client(cast.guwen).get(f"/workbench/knowledge/{inner.pk}/").status_code == 200


def test_who_may_not_review_does_not(cast, category):
    one = write(cast, category)
    for who in (cast.zhishi, cast.guwen, cast.rexian):
        assert cast.client(who).post("/workbench/knowledge/verdicts/", {"verb": "review", "pk": one.pk}).status_code >= 400
        assert cast.client(who).post(f"/workbench/knowledge/{one.pk}/verdict/", {"verb": "review"}).status_code >= 400
    one.refresh_from_db()
    assert one.state == "pending"
