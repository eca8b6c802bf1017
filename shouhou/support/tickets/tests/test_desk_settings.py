"""The administrator's pages: 提问表单 and 词表."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused
from shouhou.support.tickets import vocabulary
from shouhou.support.tickets.askform import fields
from shouhou.support.tickets.models import Term
from tests.cast import Cast

FORM, TERMS = "/workbench/settings/ask-form/", "/workbench/settings/terms/"


@pytest.mark.requirement("LC-4a-12")
def test_the_full_preset_requires_all_but_files_and_the_flag(cast: Cast) -> None:
    browser = cast.client(cast.admin)
    assert "完整（全部必填）" in browser.get(FORM).content.decode()
    assert browser.post(FORM, {"preset": "full"}).status_code == 302
    assert {name for name, f in fields().items() if not f.is_required} == {"files", "is_private"}
    page = cast.client(cast.jiahe).get("/tickets/new/").content.decode()
    assert "应用模块" in page and "问题紧急程度" in page
    browser.post(FORM, {"preset": "brief"})
    assert {name for name, f in fields().items() if not f.is_shown} == {"module", "version", "kind", "urgency", "is_private"}
    assert "应用模块" not in cast.client(cast.jiahe).get("/tickets/new/").content.decode()


def test_one_by_one_and_what_is_hidden_is_not_required(cast: Cast) -> None:
    cast.client(cast.admin).post(FORM, {"shown": ["kind"], "required": ["kind", "urgency", "title", "nothing"]})
    chosen = fields()
    assert chosen["kind"].is_required and not chosen["urgency"].is_shown and not chosen["urgency"].is_required
    assert chosen["title"].is_required and chosen["contact_phone"].is_shown


@pytest.mark.requirement("LC-4a-06")
def test_words_are_added_renamed_ordered_and_retired(cast: Cast) -> None:
    browser = cast.client(cast.admin)
    assert browser.post(TERMS, {"vocabulary": "urgency", "do": "add", "label": "十万火急", "meaning": "red"}).status_code == 302
    term = Term.objects.get(label="十万火急")
    assert (term.vocabulary, term.meaning, term.position) == ("urgency", "red", 4)
    assert "十万火急" in cast.client(cast.jiahe).get("/tickets/new/").content.decode()
    browser.post(TERMS, {"vocabulary": "urgency", "do": "up", "term": term.pk})
    assert list(Term.objects.filter(vocabulary="urgency").values_list("label", flat=True)) == ["特别紧急", "紧急", "一般紧急", "十万火急", "不紧急"]
    browser.post(TERMS, {"vocabulary": "urgency", "do": "rename", "term": term.pk, "label": "非常急", "meaning": "amber"})
    browser.post(TERMS, {"vocabulary": "urgency", "do": "retire", "term": term.pk})
    term.refresh_from_db()
    assert (term.label, term.meaning, term.is_active) == ("非常急", "amber", False)
    assert "非常急" not in cast.client(cast.jiahe).get("/tickets/new/").content.decode()
    browser.post(TERMS, {"vocabulary": "urgency", "do": "revive", "term": term.pk})
    term.refresh_from_db()
    assert term.is_active


def test_one_outcome_that_finishes_must_stay(cast: Cast) -> None:
    ending = cast.term("outcome", "完全处理")
    answer = cast.client(cast.admin).post(TERMS, {"vocabulary": "outcome", "do": "retire", "term": ending.pk})
    assert answer.status_code == 422 and "至少要保留一个" in answer.content.decode()
    answer = cast.client(cast.admin).post(TERMS, {"vocabulary": "outcome", "do": "rename", "term": ending.pk, "label": "好了"})
    assert answer.status_code == 422
    ending.refresh_from_db()
    assert ending.is_active and ending.resolves and ending.label == "完全处理"
    vocabulary.add("outcome", "远程解决", by=cast.admin, resolves=True)
    vocabulary.retire(ending, by=cast.admin)


def test_a_word_twice_blank_or_gone_is_refused_in_words(cast: Cast) -> None:
    browser = cast.client(cast.admin)
    for sent, words in (
            ({"do": "add", "label": "应用问题"}, "已经有了"), ({"do": "add", "label": " "}, "请填写名称"),
            ({"do": "rename", "term": "0", "label": "x"}, "已经不在了"),
                        ({"do": "add", "label": "长" * 41}, "不要超过 40 个字"), ({"do": "fly", "term": cast.term("kind", "应用问题").pk}, "请选择要做什么")):
        answer = browser.post(TERMS, {"vocabulary": "kind", **sent})
        assert answer.status_code == 422 and words in answer.content.decode(), sent
    assert browser.get(TERMS + "?vocabulary=nothing").status_code == 200


def test_only_who_may_configure(cast: Cast) -> None:
    for user in (cast.guwen, cast.zhuguan, cast.jiahe, cast.shenji):
        assert cast.client(user).get(FORM).status_code == 403
        assert cast.client(user).post(TERMS, {"do": "add", "label": "x"}).status_code == 403


def test_the_first_or_last_word_stays_where_it_is(cast: Cast) -> None:
    first = cast.term("kind", "应用问题")
    vocabulary.move(first, up=True, by=cast.admin)
    assert Term.objects.filter(vocabulary="kind").first() == first
    with pytest.raises(Refused):
        vocabulary.add("kind", "应用问题", by=cast.admin)
