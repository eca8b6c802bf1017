"""D6, D9: many at once on a real server: one effect, one winner."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest

from tests.crash.under_fire import QUESTION, House, house, token

TIMES = 20


def at_once(calls: list[Any]) -> list[Any]:
    """Make all calls at the same moment and answer what they gave, in their order."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def one(place: int) -> None:
        gate.wait(20)
        results[place] = calls[place]()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    data = tmp_path_factory.mktemp("races") / "data"
    with house(data) as target:
        target.secrets = {name: token(data, name) for name in ("jiahe", "guwen", "zhuguan", "yuanfang")}
        product = target.ask("GET", "/api/v1/products", secret=target.secrets["jiahe"])[1]["items"][0]
        target.question = {**QUESTION, "product": product["name"], "module": product["modules"][0]["name"],
                           "version": product["versions"][0]["name"], "kind": "应用问题", "urgency": "一般紧急"}
        yield target


def asked(target: House, key: str, **more: Any) -> tuple[int, Any]:
    return target.ask("POST", "/api/v1/tickets", {**target.question, **more}, secret=target.secrets["jiahe"], key=key)


@pytest.mark.durability("D6")
def test_fifty_with_one_key_make_one_question(busy):
    answers = at_once([lambda: asked(busy, "one-key")] * 50)
    assert {status for status, _ in answers} == {201}
    assert len({answer["number"] for _, answer in answers}) == 1
    assert len({str(answer) for _, answer in answers}) == 1, "equal answers"
    status, refused = asked(busy, "one-key", title="另一个问题")
    assert status == 409
    assert refused["message"]
    other = busy.ask("POST", "/api/v1/tickets", busy.question, secret=busy.secrets["guwen"], key="one-key")
    assert other[0] != 201 or other[1]["number"] != answers[0][1]["number"], "a key belongs to its person"


@pytest.mark.abuse(141)
@pytest.mark.durability("D9", "D7")
def test_a_question_is_accepted_by_exactly_one(busy):
    numbers = [asked(busy, f"claim-{n}")[1]["number"] for n in range(TIMES)]
    staff = [busy.secrets["guwen"], busy.secrets["zhuguan"]]
    for number in numbers:
        answers = at_once([lambda n=n, number=number: busy.ask("POST", f"/api/v1/tickets/{number}/acceptance", {"note": "我来处理"},
                                                               secret=staff[n % 2], key=f"{number}-{n}") for n in range(25)])
        counts = Counter(status for status, _ in answers)
        assert sum(count for status, count in counts.items() if status < 300) == 1, counts
        assert set(counts) <= {200, 201, 409}, counts
