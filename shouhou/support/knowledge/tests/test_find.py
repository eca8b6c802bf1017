"""Finding articles: by what a person may see, over the API, brought in from a file."""

import json
from pathlib import Path

import pytest

from shouhou.foundation.accounts import tokens
from shouhou.foundation.imports import prepare, run_now
from shouhou.foundation.imports.models import RefusedRow
from shouhou.support.knowledge import actions
from shouhou.support.knowledge.finding import answers
from shouhou.support.knowledge.models import Article, Category

ROWS = [{"_id": "a~1", "title": "凭证模板未设置怎么办", "text": "打开总账，选择凭证模板。", "source": "总账"},
        {"_id": "a~2", "title": "", "text": "报表打印空白时请更新驱动。\n然后重新打印。", "source": "报表"},
        {"_id": "a~3", "title": "資產負債表不平", "text": "檢查期初餘額。<b>", "source": "报表"}]
SHARED = Path(__file__).resolve().parents[5] / "shared/data/retrieval"


def brought(cast, tmp_path, rows):
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    made = prepare("knowledge", path, by=cast.admin)
    return run_now(made)


def asked(cast, user, scopes=("*",), **query):
    bearer = {"Authorization": "Bearer " + tokens.issue(user, "测试", list(scopes))}
    return cast.client().get("/api/v1/knowledge/search", query, headers=bearer)


def test_a_file_is_brought_in_and_found_over_the_api(cast, tmp_path):
    made = brought(cast, tmp_path, ROWS)
    assert (made.added, made.changed, made.refused) == (3, 0, 0)
    for user in (cast.jiahe, cast.admin, cast.guwen):
        said = asked(cast, user, q="资产负债表为什么不平").json()
        assert said["items"][0]["external_id"] == "a~3" and said["items"][0]["category"] == "报表" and said["next"] is None
    first = asked(cast, cast.jiahe, q="打印空白", limit=1).json()["items"]
    assert [one["external_id"] for one in first] == ["a~2"] and first[0]["title"] == "报表打印空白时请更新驱动。" and first[0]["score"] > 0
    assert cast.client(cast.jiahe).get(first[0]["url"]).status_code == 200


def test_a_second_time_changes_and_doubles_nothing(cast, tmp_path):
    brought(cast, tmp_path, ROWS)
    again = brought(cast, tmp_path, [*ROWS[:2], {**ROWS[2], "text": "核对年初数。"}])
    assert (again.added, again.changed, again.same) == (0, 1, 2) and Article.objects.count() == 3
    assert [one.article.external_id for one in answers("年初数", cast.jiahe).items] == ["a~3"]
    assert answers("期初", cast.jiahe).items == [] and Article.objects.get(external_id="a~3").revisions.count() == 1


def test_rows_say_who_may_read_and_bad_ones_are_refused(cast, tmp_path):
    rows = [{**ROWS[0], "audience": "仅服务人员"}, {**ROWS[1], "state": "未审核"}, {"_id": "x", "title": "", "text": ""}, {**ROWS[2], "state": "也许"}]
    made = brought(cast, tmp_path, rows)
    assert (made.added, made.refused) == (2, 2) and RefusedRow.objects.filter(of=made).count() == 2
    seen = {name: {one.article.external_id for query in ("凭证模板", "打印") for one in answers(query, getattr(cast, name)).items}
            for name in ("jiahe", "shenji", "admin")}
    assert seen == {"jiahe": set(), "shenji": {"a~1"}, "admin": {"a~1", "a~2"}}


def test_an_article_is_found_only_while_it_may_be_read(cast):
    category = Category.objects.create(name="总账")
    article = actions.add_article("结账提示错误", "<p>先审核凭证。</p>", category=category, by=cast.guwen)
    assert answers("结账", cast.jiahe).items == [] and asked(cast, cast.jiahe, q="结账").json()["items"] == []
    actions.review(article, by=cast.zhuguan)
    assert [one.article for one in answers("结账", cast.jiahe).items] == [article]
    actions.withdraw(article, by=cast.zhuguan)
    assert answers("结账", cast.jiahe).items == []
    actions.remove_article(article, by=cast.admin)
    assert answers("结账", cast.admin).items == []


def test_one_product_leaves_out_the_others(cast):
    category = Category.objects.create(name="总账")
    for number, product in enumerate((cast.product, None)):
        actions.review(actions.add_article(f"结账{number}", "<p>结账</p>", category=category, by=cast.guwen, product=product), by=cast.zhuguan)
    assert len(answers("结账", cast.jiahe, product_id=cast.product.pk).items) == 2
    assert [one.article.product for one in answers("结账", cast.jiahe, product_id=cast.product.pk + 999).items] == [None]
    assert len(answers("结账", cast.jiahe, category_id=category.pk).items) == 2 and answers("结账", cast.jiahe, category_id=category.pk + 9).items == []


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "税", "limit": "0"}, {"q": "税", "limit": "x"}, {"q": "税" * 4001}])
def test_what_the_api_refuses(cast, query):
    answer = asked(cast, cast.jiahe, **query)
    assert answer.status_code in (400, 422) and answer.json()["message"]


@pytest.mark.abuse(52)
def test_odd_questions_are_answered(cast, tmp_path):
    brought(cast, tmp_path, ROWS)
    for query in ("\x00", "'", '"', "%", "~pz", "\ud7ff", "🦄" * 500, "a" * 3000, "-_-_" * 400, "1-" * 900):
        assert asked(cast, cast.jiahe, q=query).status_code == 200, query
    assert asked(cast, cast.jiahe, q="凭证", cursor="99999").json()["items"] == [] and asked(cast, cast.jiahe, q="凭证", cursor="²").status_code == 200
    assert asked(cast, cast.jiahe, scopes=["tickets.ask"], q="凭证").status_code == 403
    assert cast.client().get("/api/v1/knowledge/search?q=1").status_code == 401


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled questions are not here")
def test_labelled_questions_are_answered(cast, tmp_path):
    """A small part of the real data: of 60 questions on 400 paragraphs, in either script, nearly all find theirs among ten."""
    rows = [json.loads(line) for line in (SHARED / "corpus.drcd.jsonl").read_text(encoding="utf-8").splitlines()[:400]]
    brought(cast, tmp_path, rows)
    ids = {row["_id"] for row in rows}
    gold = dict(line.split("\t")[:2] for line in (SHARED / "qrels.drcd.tsv").read_text(encoding="utf-8").splitlines()[1:])
    questions = [one for one in map(json.loads, (SHARED / "queries.drcd.jsonl").read_text(encoding="utf-8").splitlines()) if gold.get(one["_id"]) in ids][:60]
    hits = sum(gold[one["_id"]] in {found.article.external_id for found in answers(one["text"], cast.jiahe).items} for one in questions)
    assert len(questions) == 60 and hits >= 58
