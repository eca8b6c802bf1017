"""问题查询: columns, words with the product tree, chips, counts, 收藏 (LC-4b)."""

import pytest

from shouhou.support.board import actions
from shouhou.support.board.models import Tally


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


@pytest.mark.parametrize("asked", [{"tab": "x"}, {"page": "-1"}, {"page": "9" * 30}, {"q": "\0%_*"}, {"q": "'\" OR 1=1"}, {"product": "x"}, {"version": "1"}])
def test_an_address_that_means_nothing_shows_the_list(cast, asked):
    assert cast.client(cast.jiahe).get("/board/", asked).status_code == 200
