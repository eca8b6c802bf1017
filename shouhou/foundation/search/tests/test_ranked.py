"""Ranked search: what is found, in which order, by whom, and that the parts of the index hold together."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouhou.foundation import search
from shouhou.foundation.jobs import Job, work_off
from shouhou.foundation.search import asking, kinds, misspelling, ranking, rebuilding, segments, terms
from shouhou.foundation.search.models import Dead, Place, Posting, Rule, Segment
from shouhou.foundation.search.tokens import fold

pytestmark = pytest.mark.django_db

TEXTS = [("凭证模板未设置", "在总账里打开凭证模板，选择类别后保存。"), ("报表打印空白", "请更新打印机驱动，再打印资产负债表。错误代码 GL-0012。"),
         ("Excel 导出失败", "导出 excel 时提示没有权限，请联系管理员。"), ("", "个人所得税申报表怎么填写？先下载税局模板。"),
         ("馬祖列島的燈塔", "東犬燈塔創建於西元1872年。")]


@pytest.fixture(autouse=True)
def kind():
    kinds.CODES["tried"] = 15
    yield
    kinds.CODES.pop("tried", None)


def put(texts=TEXTS):
    for number, (title, text) in enumerate(texts, 1):
        search.rank("tried", number, title, text)


def found(query, **more):
    return [hit.id for hit in search.ranked(query, ["tried"], lambda _kind, ids: ids, **more).hits]


@pytest.mark.parametrize(("query", "best"), [
    ("凭证", 1), ("证模", 1), ("总账的凭证模板应该怎么设置呢？", 1), ("打印", 2), ("gl-0012", 2), ("ＧＬ－００１２", 2), ("0012", 2), ("税", 4), ("馬", 5),
    ("马祖", 5), ("憑證", 1), ("东犬灯塔建于哪一年", 5), ("pz", 1), ("pingzheng", 1), ("pzmb", 1), ("exel", 3), ("exc", 3), ("保存", 1), ("白", 2),
])
def test_the_best_answer_comes_first(query, best):
    put()
    assert found(query)[:1] == [best]


@pytest.mark.parametrize("query", ["", "，。", "\x00", "蓝屏", "zzzz", "*", '"', "~"])
def test_nothing_is_found(query):
    put()
    assert found(query) == []


def test_a_title_counts_more_than_a_text_and_a_rare_word_more_than_a_common_one():
    put([("其他", "结账之前先备份。" * 3), ("结账", "先备份。"), ("备份", "怎样备份"), ("备份计划", "每天备份"), ("备份文件", "备份")])
    assert found("结账")[:2] == [2, 1]
    assert found("备份 结账")[0] == 2


def test_what_was_relaxed_is_said():
    put()

    def said(query):
        return search.ranked(query, ["tried"], lambda _kind, ids: ids).relaxed

    assert said("凭证模板") == "" and said("excel") == ""
    assert "excel" in said("exel") and "拼音" in said("pingzheng") and "首字母" in said("pzmb")
    assert said("凭证 打印机") == said("凭证 蓝屏") == "没有一篇包含所有的词，按相近程度排列。"


def test_only_what_may_be_seen_is_found_and_the_rest_fills_no_place():
    put([("凭证", f"第{n}张凭证") for n in range(260)])
    assert len(found("凭证", limit=300)) == 260
    some = search.ranked("凭证", ["tried"], lambda _kind, ids: [pk for pk in ids if pk in (7, 250)], limit=10)
    assert sorted(hit.id for hit in some.hits) == [7, 250] and not some.has_more
    assert search.ranked("凭证", ["tried"], lambda _kind, ids: []).hits == []


def test_pages_follow_one_another():
    put([(f"凭证{'甲' * n}", "模板") for n in range(30)])
    whole = found("凭证", limit=30)
    assert [*found("凭证", limit=10), *found("凭证", limit=10, offset=10), *found("凭证", limit=10, offset=20)] == whole
    assert search.ranked("凭证", ["tried"], lambda _kind, ids: ids, limit=10).has_more


def test_a_change_is_found_at_once_and_what_was_is_not():
    put()
    search.rank("tried", 1, "固定资产折旧", "按月计提折旧")
    assert found("折旧") == [1] and 1 not in found("凭证模板")
    search.unrank("tried", 1)
    assert found("折旧") == []


def test_what_comes_many_at_once_waits_for_a_job():
    search.rank_many([("tried", n, "凭证", f"第{n}张", "") for n in range(1, 40)])
    assert segments.waiting() == 39 and found("凭证") == []
    job = Job.objects.get(name="search.sort_in")
    work_off()
    job.refresh_from_db()
    assert job.state == "done" and segments.waiting() == 0 and len(found("凭证", limit=50)) == 39


def test_the_same_again_writes_nothing():
    put()
    before = Segment.objects.count()
    assert search.rank_many(("tried", n, *texts, "") for n, texts in enumerate(TEXTS, 1)) == 0
    assert Segment.objects.count() == before


def test_parts_are_merged_and_the_order_stays():
    put([(f"凭证 {n}", f"第{n}张，模板{n}") for n in range(40)])
    search.rank("tried", 3, "改过的标题", "凭证与别的")
    search.unrank("tried", 4)
    before = search.ranked("凭证 模板", ["tried"], lambda _kind, ids: ids, limit=50).hits
    search.sort_in()
    after = search.ranked("凭证 模板", ["tried"], lambda _kind, ids: ids, limit=50).hits
    assert Segment.objects.count() <= segments.MOST_SEGMENTS and {h.id for h in before} == {h.id for h in after}
    assert 4 not in {h.id for h in after} and len(after) == 39
    assert set(Place.objects.values_list("segment", flat=True)) <= set(Segment.objects.filter(is_ready=True).values_list("pk", flat=True))


def test_what_a_cut_off_run_left_is_thrown_away():
    put()
    number = segments.new_segment((10, 200))
    segments.insert([("凭证", number, 1, (99 * 16 + 15).to_bytes(4, "little") + b"\xff")])
    assert 99 not in found("凭证")
    search.sort_in()
    assert not Posting.objects.filter(segment=number).exists() and not Segment.objects.filter(pk=number).exists()


def test_a_common_word_is_left_to_the_second_look(monkeypatch):
    put([("凭证", "凭证" * (n % 3 + 1)) for n in range(30)] + [("凭证 折旧", "折旧")])
    monkeypatch.setattr(ranking, "BUDGET", 10)
    assert found("凭证 折旧") == [31]


def test_a_kind_is_written_anew_and_goes_on_where_it_was_cut_off(monkeypatch):
    asked = []

    def source(after):
        asked.append(after)
        return [(n, *TEXTS[n - 1], "") for n in range(after + 1, min(after + 3, len(TEXTS) + 1))]

    monkeypatch.setitem(rebuilding.RANKED, "tried", source)
    search.rank("tried", 77, "没有了", "这篇的对象已经删除")
    assert "tried" in rebuilding.outdated()
    assert rebuilding.renew("tried") == len(TEXTS) and found("凭证")[:1] == [1] and found("对象已经") == []
    assert "tried" not in rebuilding.outdated() and asked[0] == 0
    Rule.objects.filter(kind="tried").update(upto=2)
    asked.clear()
    assert "tried" in rebuilding.outdated() and rebuilding.renew("tried") == 3 and asked[0] == 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="凭证模板總賬ab1-_ 。，ＡÉ\n~", min_size=1, max_size=40))
def test_every_term_of_a_text_finds_it(text):
    """Token round trip: what a text is taken apart into is found by it, and all of it fits the index."""
    document = terms.Weighed("", text)
    search.rank("tried", 1, "", text)
    held = {term for term in [*document.body, *document.faint] if not term.startswith(terms.SOUND)}
    assert held == set(asking.counts(held))
    assert all(0 < impact < 256 for impact in document.impacts(10, 200).values())
    for term in terms.terms_of(fold(text)):
        assert found(term) == [1]
    search.unrank("tried", 1)
    assert (found(text), Place.objects.count()) == ([], 0)
    Dead.objects.all().delete()
    Posting.objects.all().delete()
    Segment.objects.all().delete()


@pytest.mark.parametrize(("one", "other", "slips"), [("excel", "exel", 1), ("select", "slelect", 1), ("form", "from", 1), ("outlook", "outlok", 1),
                                                     ("template", "tmplatee", 2), ("abcd", "wxyz", 3), ("same", "same", 0)])
def test_slips_are_counted(one, other, slips):
    assert misspelling.distance(one, other, 2) == slips == misspelling.distance(other, one, 2)


def test_ids_and_impacts_survive_the_database():
    segments.insert([("x", 1, 2, (5).to_bytes(4, "little") + (4_000_000_000).to_bytes(4, "little") + bytes([1, 250]))])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count, data FROM search_posting WHERE term = 'x'")
        ids, impacts = segments.unpack(*cursor.fetchone())
    assert list(ids) == [5, 4_000_000_000] and list(impacts) == [1, 250]
