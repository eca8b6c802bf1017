"""OpenSearch as the reader of the ranked index: the same answers as our own index, at once, and ours when it is away."""

import logging
import random
import socket
import time

import pytest
from django.core.management import call_command
from django.db import connection

from shouhou.config.env import Cluster
from shouhou.foundation import search
from shouhou.foundation.jobs import Job, Retry, State
from shouhou.foundation.search import jobs, kinds, opensearch, ranking, segments, unsent
from shouhou.foundation.search.models import Rule, Unsent
from tests.doubles.opensearch import OpenSearchServer

pytestmark = pytest.mark.django_db
INDEX = f"shouhou-{opensearch.RULE}"
WORDS = ["凭证", "模板", "报表", "打印", "结账", "备份", "excel", "gl-0012", "导出", "权限", "税", "資產", "空白", "驱动", "更新"]


@pytest.fixture
def far(settings):
    kinds.CODES["tried"] = 15
    with OpenSearchServer("s3cret-of-the-node") as server:
        settings.OPENSEARCH = Cluster((server.url,), "shouhou", "")
        yield server
        opensearch._made.cache_clear()
    kinds.CODES.pop("tried", None)


def put(count=40, seed=7):
    chance = random.Random(seed)
    for number in range(1, count + 1):
        search.rank("tried", number, "".join(chance.choices(WORDS, k=chance.randint(0, 4))), "，".join(chance.choices(WORDS, k=chance.randint(1, 30))))


def found(query, **more):
    return [(hit.id, hit.score) for hit in search.ranked(query, ["tried"], lambda _kind, ids: ids, limit=100, **more).hits]


def by_own(settings, query, **more):
    given, settings.OPENSEARCH = settings.OPENSEARCH, None
    try:
        return found(query, **more)
    finally:
        settings.OPENSEARCH = given


def searches(far):
    return sum(path.endswith("/_search") for _, path in far.asked)


def sounds_as(ours, theirs):
    assert [pk for pk, _ in theirs] == [pk for pk, _ in ours]
    assert [score for _, score in theirs] == pytest.approx([score for _, score in ours], abs=2e-4)


@pytest.mark.parametrize("query", ["凭证", "凭证模板怎么打印", "pz", "exel", "gl-0012 结账", "税", "资产", "没有的词 备份", "，", "打印驱动更新以后报表空白"])
def test_it_answers_as_our_own_index_does(far, settings, query):
    put()
    opensearch.send()
    assert not Unsent.objects.exists()
    ours = by_own(settings, query)
    sounds_as(ours, found(query))
    assert searches(far) == (1 if ours else searches(far))


def test_what_waits_is_found_as_it_is_now(far, settings):
    put()
    opensearch.send()
    search.rank("tried", 100, "凭证", "刚写的凭证")
    search.rank("tried", 1, "没有别的", "什么也不写")
    search.unrank("tried", 2)
    before = searches(far)
    answers = found("凭证")
    sounds_as(by_own(settings, "凭证"), answers)
    assert 100 in dict(answers)
    assert not {1, 2} & set(dict(answers))
    assert searches(far) == before + 1


def test_sending_brings_changes_and_takes_out_what_is_gone(far, settings):
    put(5)
    opensearch.send()
    search.rank("tried", 1, "没有别的", "什么也不写")
    search.unrank("tried", 2)
    search.unrank("tried", 77)
    assert opensearch.send() == 3
    documents = far.documents(INDEX)
    assert {pk // kinds.ROOM for pk in documents} == {1, 3, 4, 5}
    assert "没有" in documents[kinds.row_id("tried", 1)]["terms"]
    sounds_as(by_own(settings, "什么"), found("什么"))


def test_pages_follow_each_other_without_a_gap(far, settings, monkeypatch):
    monkeypatch.setattr(ranking, "CHUNK", 3)
    monkeypatch.setattr(ranking, "LOOKED_AT", 1)
    put(60)
    opensearch.send()
    for number in range(201, 210):
        search.rank("tried", number, "结账", "刚写的")

    def few(_kind, ids):
        return [pk for pk in ids if pk % 9 == 0]

    def asked():
        return [hit.id for hit in search.ranked("结账 打印", ["tried"], few, limit=6).hits]

    theirs = asked()
    settings.OPENSEARCH = None
    assert len(theirs) == 6
    assert theirs == asked()
    assert searches(far) > 3


def test_only_the_kinds_that_were_asked_for(far):
    kinds.CODES["other"] = 14
    try:
        put(3)
        search.rank("other", 9, "凭证", "凭证")
        opensearch.send()
        assert 9 not in dict(found("凭证 结账 打印 报表"))
    finally:
        kinds.CODES.pop("other")


@pytest.mark.parametrize("answer", [(503, b"{}"), (401, b"Unauthorized"), (200, b"<html>"), (200, b'{"hits": 3}'), (200, b'{"hits": {"hits": [{}]}}'),
                                    (200, b'{"timed_out": true, "hits": {"hits": []}}'), (200, b"[]"), (301, b"")])
def test_when_it_does_not_answer_ours_does_and_it_is_left_alone(far, settings, caplog, answer):
    put(10)
    opensearch.send()
    far.fail(*answer)
    ours = by_own(settings, "凭证 打印")
    with caplog.at_level(logging.WARNING):
        assert found("凭证 打印") == ours
    assert "does not answer" in caplog.text
    assert "s3cret" not in caplog.text
    before = searches(far)
    assert found("凭证 打印") == ours
    assert searches(far) == before
    opensearch.cluster().silent_until = 0
    found("凭证 打印")
    assert searches(far) == before + 1


def test_the_next_node_answers_for_one_that_is_gone(far, settings):
    put(5)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.OPENSEARCH = Cluster((f"http://127.0.0.1:{nobody.getsockname()[1]}", far.url), "shouhou", "")
        assert opensearch.send() == 5
        sounds_as(by_own(settings, "打印"), found("打印"))
        assert opensearch.cluster().silent_until == 0


def test_one_that_is_silent_costs_seconds_once(far, settings, monkeypatch):
    monkeypatch.setattr(opensearch, "ANSWER_WITHIN", 0.2)
    put(5)
    opensearch.send()
    far.delay = 1
    monkeypatch.setattr(opensearch.Cluster, "patience", lambda self, within: 0.2)
    began = time.monotonic()
    assert found("打印") == by_own(settings, "打印")
    found("打印")
    assert time.monotonic() - began < 1


def test_with_many_waiting_our_own_index_answers(far, settings):
    put(opensearch.MOST_FRESH + 1)
    opensearch.ensure(opensearch.cluster())
    assert found("打印") == by_own(settings, "打印")
    assert searches(far) == 0


def test_what_it_refuses_stays_noted_and_is_tried_again(far):
    put(3)
    opensearch.ensure(opensearch.cluster())
    far.fail(429)
    with pytest.raises(opensearch.Away):
        opensearch.send()
    assert Unsent.objects.count() == 3
    far.indices[INDEX].fields.pop("stamp")  # every document is refused now
    with pytest.raises(Retry, match="strict_dynamic"):
        jobs.send_waiting({}, lambda *_: None)
    assert Unsent.objects.count() == 3


def test_what_changes_while_it_is_sent_stays_noted(far):
    put(2)
    (first, at), other = unsent.some(2)
    search.rank("tried", 1, "又改了", "又改了")
    opensearch.sent([(first, at), other])
    assert [pk for pk, _ in unsent.some(9)] == [first]


def test_an_older_state_does_not_replace_a_later_one(far):
    search.rank("tried", 1, "旧的", "旧的")
    rows = unsent.some(1)
    search.rank("tried", 1, "新的", "新的")
    opensearch.send()
    Unsent.objects.create(id=rows[0][0], stamp=rows[0][1])
    opensearch.send()
    assert "新的" in far.documents(INDEX)[rows[0][0]]["terms"]
    assert not Unsent.objects.exists()


@pytest.mark.parametrize("harm", ["lost", "emptied", "older"])
def test_what_is_wrong_is_noticed_and_everything_sent_anew(far, settings, harm):
    put(5)
    opensearch.send()
    assert opensearch.compare() == ""
    if harm == "lost":
        far.lose(INDEX, kinds.row_id("tried", 3))
    elif harm == "emptied":
        del far.indices[INDEX]
    else:  # the database was put back to what it was before its last change
        Rule.objects.filter(kind=opensearch.KIND).update(upto=5)
    assert opensearch.compare() == {"lost": "count", "emptied": "", "older": "newer"}[harm]
    assert Unsent.objects.count() == 5
    assert opensearch.send() == 5
    assert len(far.documents(INDEX)) == 5
    assert opensearch.compare() == ""


def test_a_verb_asks_for_sending_once(far, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        put(3)
    assert Job.objects.filter(name="search.send", state=State.READY).count() == 1


def test_without_an_address_nothing_is_noted(settings, django_capture_on_commit_callbacks):
    settings.OPENSEARCH = None
    kinds.CODES["tried"] = 15
    try:
        with django_capture_on_commit_callbacks(execute=True):
            put(2)
    finally:
        kinds.CODES.pop("tried")
    assert not Unsent.objects.exists()
    assert not Job.objects.filter(name="search.send").exists()
    assert (opensearch.send(), opensearch.compare()) == (0, "")


def test_documents_that_came_many_at_once_are_sent_too(far, settings):
    search.rank_many(("tried", number, "凭证", f"第{number}张", "") for number in range(1, 60))
    segments.sort_in()
    assert opensearch.send() == 59
    assert len(far.documents(INDEX)) == 59


def test_the_migrations_are_complete():
    call_command("makemigrations", "search", check=True, dry_run=True, verbosity=0)
    assert "search_unsent" in connection.introspection.table_names()


def test_its_state_is_told(far, settings):
    put(2)
    assert opensearch.state() == ("red", 2)  # there is no index yet
    opensearch.send()
    assert opensearch.state() == ("", 0)
    far.fail(503)
    wrong, _waiting = opensearch.state()
    assert "503" in wrong
    assert "s3cret" not in wrong
    settings.OPENSEARCH = None
    assert opensearch.state() is None
