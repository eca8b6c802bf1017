"""问题查询: columns, words with the product tree, chips, counts, 收藏 (LC-4b)."""

import pytest

from shouhou.registry.agreements.actions import write_policy
from shouhou.support.board import actions
from shouhou.support.board.models import Tally
from shouhou.support.courses.actions import withdraw
from shouhou.support.courses.tests.lessons import lesson
from shouhou.support.documents.tests.papers import paper
from shouhou.support.knowledge.actions import add_article, add_category, review


@pytest.fixture(autouse=True)
def everybody(cast):
    return actions.set_publicity("customers", with_earlier=True, by=cast.admin)


def page(client, **asked):
    return client.get("/board/", asked).content.decode()


@pytest.mark.requirement("LC-4b-02")
def test_the_columns_are_the_manuals(cast):
    cast.ask()
    shown = page(cast.client(cast.jiahe))
    assert all(f">{word}</th>" in shown for word in ("标题", "产品", "版本", "模块", "阅读次数", "收藏次数", "是否解决", "更新时间"))


@pytest.mark.requirement("LC-4b-03")
def test_a_look_counts_once_a_day_and_one_s_own_opens_whole(cast):
    own, other = cast.ask(), cast.resolved(cast.yuanfang)
    client = cast.client(cast.jiahe)
    assert client.get(f"/board/{own.number}/").url == f"/tickets/{own.number}/"
    for _ in range(3):
        assert client.get(f"/board/{other.number}/").status_code == 200
    assert [Tally.objects.get(ticket=one).read_count for one in (own, other)] == [1, 1]
    assert "data-open-rows" in page(client)


@pytest.mark.requirement("LC-4b-07", "LC-4b-08", "LC-4b-09")
@pytest.mark.parametrize("tab", ["mine", "hot", "solved", "open"])
def test_words_and_tree_on_every_tab_with_chips_that_go(cast, tab):
    make = cast.ask if tab in ("mine", "open") else cast.resolved
    one = make(title="凭证打印错位", module=cast.module)
    other, third = make(title="审核打印出错", product=cast.product2), make(title="报表取数", module=cast.module)
    for ticket in (one, other, third):
        actions.look(ticket, by=cast.jiahe)
    client = cast.client(cast.jiahe)
    shown = page(client, tab=tab, q="打印", product=cast.product.pk, module=cast.module.pk)
    assert one.number in shown and other.number not in shown and third.number not in shown
    for word in ("关键字：打印", f"产品：{cast.product.name}", f"模块：{cast.module.name}"):
        assert word in shown
    assert shown.index('class="chips" role="group"') < shown.rindex('type="search"'), "chips stand at the left of the box"
    assert f"/board/?tab={tab}&amp;product={cast.product.pk}&amp;module={cast.module.pk}" in shown


@pytest.mark.requirement("LC-4b-10", "LC-10-02")
def test_kept_questions_stand_in_my_favourites_and_can_be_given_up(cast):
    other = cast.resolved(cast.yuanfang, title="值得收藏")
    client = cast.client(cast.jiahe)
    client.post(f"/board/{other.number}/favourite/")
    client.post(f"/board/{other.number}/favourite/")
    assert Tally.objects.get(ticket=other).favourite_count == 1 and "值得收藏" in client.get("/favourites/").content.decode()
    assert "值得收藏" not in cast.client(cast.jiahe2).get("/favourites/").content.decode()
    client.post(f"/board/{other.number}/favourite/", {"undo": "1"})
    assert Tally.objects.get(ticket=other).favourite_count == 0 and "值得收藏" not in client.get("/favourites/").content.decode()


def test_footprints_lead_back(cast):
    other = cast.resolved(cast.yuanfang, title="看过的问题")
    client = cast.client(cast.jiahe)
    client.get(f"/board/{other.number}/")
    shown = client.get("/footprints/").content.decode()
    assert "看过的问题" in shown and f"/board/{other.number}/" in shown
    assert "看过的问题" not in cast.client(cast.jiahe2).get("/footprints/").content.decode()


@pytest.fixture
def shelf(cast):
    """A question, an article, a document and a class that 嘉禾 may read, with their titles and addresses."""
    top = add_category("财务", by=None)
    article = add_article("凭证断号", "<p>用凭证整理</p>", category=top, by=cast.zhishi)
    review(article, by=cast.shenhe)
    return {"question": cast.resolved(cast.yuanfang, title="公开的问题"), "article": article, "document": paper(cast, title="操作流程", category=top),
            "course": lesson(cast, title="结账演示", category=top)}


def addresses(shelf):
    return {"question": f"/board/{shelf['question'].number}/", "article": f"/knowledge/{shelf['article'].pk}/",
            "document": f"/documents/{shelf['document'].pk}/", "course": f"/courses/{shelf['course'].pk}/"}


@pytest.mark.requirement("LC-10-01")
def test_what_is_kept_in_all_four_places_stands_in_my_favourites_and_opens_and_goes(cast, shelf):
    client = cast.client(cast.jiahe)
    for url in addresses(shelf).values():
        assert "收藏" in client.get(url).content.decode()
        client.post(f"{url}favourite/")
    shown = client.get("/favourites/").content.decode()
    for url in addresses(shelf).values():
        assert f'href="{url}"' in shown and client.get(url).status_code == 200
        assert f'action="{url}favourite/"' in shown
        client.post(f"{url}favourite/", {"undo": "1", "back": "/favourites/"})
    assert "还没有收藏" in client.get("/favourites/").content.decode()


@pytest.mark.requirement("LC-2c-01")
def test_footprints_are_of_six_kinds_and_each_opens(cast, shelf):
    write_policy(by=cast.admin, open_doors=["question", "hotline", "appointment", "download"], asks_for_code=False)
    client, urls = cast.client(cast.jiahe), addresses(shelf)
    for url in urls.values():
        client.get(url)
    client.post(f"{urls['article']}favourite/")
    other = lesson(cast, title="只下载的视频")
    for url in (urls["document"], f"/courses/{other.pk}/"):
        client.post(f"{url}download/")

    def of(kind):
        shown = client.get("/footprints/", {"kind": kind} if kind else {}).content.decode()
        return {url for url in (*urls.values(), f"/courses/{other.pk}/") if f'<td class="title"><a href="{url}"' in shown}

    assert [of(kind) for kind in ("questions", "documents", "courses", "knowledge")] == [
        {urls["question"]}, {urls["document"]}, {urls["course"]}, {urls["article"]}]
    assert of("favourites") == {urls["article"]} and of("downloads") == {urls["document"], f"/courses/{other.pk}/"}
    assert of("") == {*urls.values(), f"/courses/{other.pk}/"} == of("nonsense")
    shown = client.get("/footprints/").content.decode()
    assert all(f">{word}</a>" in shown for word in ("全部", "问题", "文档", "在线课堂", "知识库", "我的收藏", "已下载"))
    withdraw(other, by=cast.zhishi)
    assert of("downloads") == {urls["document"]}


@pytest.mark.parametrize("asked", [{"tab": "x"}, {"page": "-1"}, {"page": "9" * 30}, {"q": "\0%_*"}, {"q": "'\" OR 1=1"}, {"product": "x"}, {"version": "1"}])
def test_an_address_that_means_nothing_shows_the_list(cast, asked):
    assert cast.client(cast.jiahe).get("/board/", asked).status_code == 200
