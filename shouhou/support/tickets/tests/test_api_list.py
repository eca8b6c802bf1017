"""Lists and single questions for machines."""

from __future__ import annotations

import pytest

from shouhou.foundation.accounts import tokens
from shouhou.support.tickets import actions


def got(cast, user, query="", scopes=("*",)):
    bearer = "Bearer " + tokens.issue(user, "测试", list(scopes))
    return cast.client().get("/api/v1/tickets" + query, headers={"Authorization": bearer})


def numbers(answer):
    assert answer.status_code == 200, answer.content
    return [item["number"] for item in answer.json()["items"]]


def test_the_newest_comes_first_and_pages_hold_each_once(cast):
    made = [cast.ask(title=f"问题{n}").number for n in range(5)][::-1]
    found, query = [], "?limit=2"
    while True:
        page = got(cast, cast.guwen, query).json()
        found += [item["number"] for item in page["items"]]
        if page["next"] is None:
            break
        query = f"?limit=2&cursor={page['next']}"
    assert found == made


@pytest.mark.abuse(46, 71)
def test_each_sees_the_own_rows(cast):
    mine, theirs = cast.ask(), cast.ask(cast.yuanfang, product=cast.product2)
    assert numbers(got(cast, cast.jiahe)) == [mine.number]
    assert numbers(got(cast, cast.yuanfang)) == [theirs.number]
    assert numbers(got(cast, cast.shenji)) == [theirs.number, mine.number]
    assert got(cast, cast.yuanfang, f"/{mine.number}").status_code == 404
    assert got(cast, cast.yuanfang, f"/{mine.number}").content == got(cast, cast.yuanfang, "/OD999999999").content
    assert got(cast, cast.jiahe, f"/{mine.number}").json()["title"] == mine.title


def test_words_states_and_products_narrow_the_list(cast):
    one, other = cast.accepted(title="凭证断号 GL-0012"), cast.ask(title="报表打不开", description="<p>一片空白</p>", product=cast.product2)
    assert numbers(got(cast, cast.guwen, "?q=凭证断号")) == [one.number]
    assert numbers(got(cast, cast.guwen, "?q=gl-0012")) == [one.number]
    assert numbers(got(cast, cast.guwen, f"?q={other.number}")) == [other.number]
    assert numbers(got(cast, cast.guwen, "?state=waiting")) == [other.number]
    assert numbers(got(cast, cast.guwen, f"?product={cast.product2.pk}")) == [other.number]
    assert numbers(got(cast, cast.guwen, "?product=财务助手&q=凭证")) == []
    assert got(cast, cast.guwen, "?product=没有").json()["fields"].keys() == {"product"}
    assert got(cast, cast.guwen, "?state=没有").json()["fields"].keys() == {"state"}


@pytest.mark.abuse(62, 71)
def test_notes_are_searched_by_the_desk_alone(cast):
    ticket = cast.accepted()
    actions.note(ticket, by=cast.guwen, body="<p>客户欠费</p>")
    assert numbers(got(cast, cast.guwen, "?q=欠费")) == [ticket.number]
    assert numbers(got(cast, cast.jiahe, "?q=欠费")) == []
    assert "欠费" not in got(cast, cast.jiahe, f"/{ticket.number}").content.decode()
    assert numbers(got(cast, cast.guwen, "?q=欠费", scopes=["tickets.read_queue", "tickets.desk"])) == [ticket.number]


@pytest.mark.abuse(93, 94)
@pytest.mark.parametrize("words", ["%", "_", "%25", "*", "2by*5084*4*1", "'", '"', "\\", "' OR 1=1 --", "NEAR(a b)", "a AND", "%00", "a:b", "-", "(((", "^",
    "x" * 100])
def test_odd_words_find_nothing(cast, words):
    cast.ask()
    assert numbers(got(cast, cast.guwen, f"?q={words}")) == [] or words.startswith("%")


@pytest.mark.parametrize("number", ["OD1%00", "OD" + "9" * 500, "..", "é", "%27"])
def test_odd_numbers_are_not_found(cast, number):
    assert got(cast, cast.guwen, f"/{number}").status_code == 404
