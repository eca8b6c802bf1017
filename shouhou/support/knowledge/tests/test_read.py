"""What a reader does: find, read, keep, vote (LC-7)."""

import pytest

from shouhou.support.knowledge import actions
from shouhou.support.knowledge.models import Article, Reading


@pytest.fixture
def category(cast):
    return actions.add_category("财务", by=cast.zhishi)


@pytest.fixture
def one(cast, category):
    made = actions.add_article("凭证断号怎么处理", "<p>在凭证整理中重新编号。</p>", category=category, by=cast.zhishi, product=cast.product,
                               module=cast.module, version=cast.version)
    return actions.review(made, by=cast.shenhe)


@pytest.mark.requirement("LC-7-01")
def test_words_and_the_product_tree_narrow_together(cast, category, one):
    other = actions.review(actions.add_article("凭证打印", "<p>打印模板。</p>", category=category, by=cast.zhishi, product=cast.product2), by=cast.shenhe)
    client = cast.client(cast.jiahe)
    page = client.get("/knowledge/", {"q": "凭证", "product": cast.product.pk}).content.decode()
    assert f"/knowledge/{one.pk}/" in page and f"/knowledge/{other.pk}/" not in page and "<mark>凭证</mark>" in page
    assert "关键字：凭证" in page and "产品：" in page
    page = client.get("/knowledge/", {"product": cast.product.pk, "module": cast.module.pk}).content.decode()
    assert f"/knowledge/{one.pk}/" in page and f"/knowledge/{other.pk}/" not in page
    page = client.get("/knowledge/", {"category": category.pk}).content.decode()
    assert f"/knowledge/{one.pk}/" in page and f"/knowledge/{other.pk}/" in page


@pytest.mark.requirement("LC-7-02")
def test_the_columns_are_the_manuals(cast, one):
    page = cast.client(cast.jiahe).get("/knowledge/").content.decode()
    assert all(f"<th>{word}</th>" in page or f'<th class="num">{word}</th>' in page
               for word in ("文档标题", "产品", "模块", "版本号", "阅读量", "收藏", "发布时间"))


def test_a_reading_counts_once_a_person_and_day(cast, one):
    for who in (cast.jiahe, cast.jiahe, cast.yuanfang):
        cast.client(who).get(f"/knowledge/{one.pk}/")
    one.refresh_from_db()
    assert one.read_count == 2 and Reading.objects.count() == 2


@pytest.mark.requirement("LC-7-03")
def test_a_click_keeps_it_and_another_gives_it_up(cast, one):
    client, address = cast.client(cast.jiahe), f"/knowledge/{one.pk}/favourite/"
    client.post(address)
    client.post(address)
    one.refresh_from_db()
    assert one.favourite_count == 1
    client.post(address, {"undo": "1"})
    client.post(address, {"undo": "1"})
    one.refresh_from_db()
    assert one.favourite_count == 0
    assert client.post(address, {"back": "//evil.example/"}).url == f"/knowledge/{one.pk}/"


def test_the_last_vote_counts(cast, one):
    client, address = cast.client(cast.jiahe), f"/knowledge/{one.pk}/votes/"
    for useful in "110":
        client.post(address, {"useful": useful})
    one.refresh_from_db()
    assert (one.useful_count, one.useless_count) == (0, 1)


@pytest.mark.abuse(52)
def test_what_is_not_for_a_reader_is_not_kept_voted_or_found(cast, category):
    hidden = actions.add_article("秘密工资表", "<p>内部口径。</p>", category=category, by=cast.zhishi)
    client = cast.client(cast.jiahe)
    assert client.post(f"/knowledge/{hidden.pk}/favourite/").status_code == 404
    assert client.post(f"/knowledge/{hidden.pk}/votes/", {"useful": "1"}).status_code == 404
    page = client.get("/knowledge/", {"q": "秘密工资表"}).content.decode()
    assert "内部口径" not in page and f"/knowledge/{hidden.pk}/" not in page
    assert Article.objects.get().useful_count == 0


@pytest.mark.parametrize("asked", ["product=x", "product=99999999999999999999", "page=0", "page=x", "category=-1", "q=%00", "q=" + "长" * 500, "module=1"])
def test_an_address_that_means_nothing_shows_the_list(cast, one, asked):
    assert cast.client(cast.jiahe).get("/knowledge/?" + asked).status_code == 200
