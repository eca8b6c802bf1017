"""Likely answers while asking, articles from questions, suggestions at the desk, and what they brought."""

import pytest

from shouhou.foundation import drafts
from shouhou.support.board.models import Deflection
from shouhou.support.knowledge import actions
from shouhou.support.knowledge.models import Article
from shouhou.support.tickets.models import Ticket


@pytest.fixture
def category(cast):
    return actions.add_category("财务", by=cast.zhishi)


@pytest.fixture
def one(cast, category):
    made = actions.add_article("月末不能结账怎么办", "<p>先在凭证整理中补齐断号，再结账。</p>", category=category, by=cast.zhishi, product=cast.product)
    return actions.review(made, by=cast.shenhe)


def test_answers_appear_beside_the_form(cast, one):
    client = cast.client(cast.jiahe)
    assert 'hx-post="/likely-answers/"' in client.get("/tickets/new/").content.decode()
    shown = client.post("/likely-answers/", {"title": "结账报错", "description": "<p>断号</p>", "product": cast.product.pk}).content.decode()
    assert one.title in shown and "这解决了我的问题" in shown
    assert "<article" not in client.post("/likely-answers/", {"title": "结"}).content.decode()
    assert client.post("/likely-answers/", {"title": "\0" * 300, "product": "x"}).status_code == 200


@pytest.mark.requirement("YY-3-03")
def test_this_solved_it_closes_the_draft_and_counts(cast, one):
    drafts.save(cast.jiahe, "tickets.ask", {"title": "结账报错"})
    client = cast.client(cast.jiahe)
    answer = client.post("/likely-answers/solved/", {"article": one.pk, "words": "结账报错"}, follow=True)
    assert 'data-draft-clear="tickets.ask"' in answer.content.decode() and drafts.load(cast.jiahe, "tickets.ask") == {}
    assert list(Deflection.objects.values_list("article", "user", "words")) == [(one.pk, cast.jiahe.pk, "结账报错")]
    report = cast.client(cast.zhuguan).get("/workbench/knowledge/effect/").content.decode()
    assert one.title in report and "data-chart" in report


@pytest.mark.abuse(52)
def test_only_what_one_may_read_solves_anything(cast, category):
    hidden = actions.add_article("内部办法", "<p>x</p>", category=category, by=cast.zhishi)
    for pk in (hidden.pk, 999_999, "x", ""):
        assert cast.client(cast.jiahe).post("/likely-answers/solved/", {"article": pk}).status_code == 404
    assert not Deflection.objects.exists()


def test_what_was_not_found_is_counted_by_words(cast, one):
    for who in (cast.jiahe, cast.jiahe2):
        for _ in range(2):
            cast.client(who).get("/knowledge/", {"q": "量子纠缠"})
    cast.client(cast.jiahe).get("/knowledge/", {"q": "结账"})
    shown = cast.client(cast.zhishi).get("/workbench/knowledge/effect/")
    assert [(row["shown"], row["times"], row["people"]) for row in shown.context["missing"]] == [("量子纠缠", 2, 2)]
    assert (shown.context["asked"], shown.context["none"]) == (3, 2)
    assert cast.client(cast.guwen).get("/workbench/knowledge/effect/").status_code == 403


def test_suggestions_stand_beside_the_question_and_can_be_inserted(cast, one):
    ticket = cast.accepted(title="月末结账失败")
    client = cast.client(cast.guwen)
    assert f"/workbench/tickets/{ticket.number}/suggestions/" in client.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    shown = client.get(f"/workbench/tickets/{ticket.number}/suggestions/").content.decode()
    assert one.title in shown and f'data-insert="insert-{one.pk}"' in shown and "补齐断号" in shown
    assert cast.client(cast.jiahe).get(f"/workbench/tickets/{ticket.number}/suggestions/").status_code in (403, 404)


@pytest.mark.requirement("YY-4-10")
def test_an_article_from_a_handled_question_has_no_personal_data(cast, category):
    ticket = cast.resolved(title="嘉禾实业的账不能结", contact_name="王佳", description="<p>请打13900001111找王佳，身份证420106199001011234</p>")
    client, address = cast.client(cast.guwen), f"/workbench/tickets/{ticket.number}/article/"
    shown = client.get(address)
    struck = {(s.kind, s.text) for s in shown.context["struck"]}
    assert {("company", "嘉禾实业"), ("phone", "13900001111"), ("name", "王佳"), ("id", "420106199001011234")} <= struck
    start = shown.context["form"].initial
    assert not any(word in start["title"] + start["body"] + start["brief"] for word in ("嘉禾", "13900001111", "王佳", "420106"))
    client.post(address, {"title": start["title"], "body": start["body"], "brief": start["brief"], "category": category.pk, "audience": "customer",
                          "product": cast.product.pk})
    made = Article.objects.get()
    assert (made.state, made.source, made.author) == ("pending", f"ticket:{ticket.pk}", cast.guwen) and "补录断号" in made.body


def test_a_question_without_an_answer_makes_no_article(cast, category):
    ticket = cast.accepted()
    assert cast.client(cast.guwen).get(f"/workbench/tickets/{ticket.number}/article/").url == f"/workbench/tickets/{ticket.number}/"
    other = Ticket.objects.get(pk=cast.resolved(cast.yuanfang, consultant=cast.guwen2).pk)
    assert cast.client(cast.guwen).get(f"/workbench/tickets/{other.number}/article/").status_code == 404
