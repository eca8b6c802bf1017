"""正在处理, 处理完成, 全部问题."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.portal.narrowing import narrowing
from shouhou.support.tickets.portal.paging import mark, place, turned


def body(answer):
    return answer.content.decode()


def numbers(answer):
    return re.findall(r'<td class="nowrap"><a href="/tickets/(OD\d+)/"', body(answer))


def many(cast, count, **fields):
    """Questions written in bulk, two at each moment, so that pages must part them by id."""
    start = timezone.now() - timedelta(days=9)
    return Ticket.objects.bulk_create(Ticket(
        number=f"OD9{n:08d}", organization=cast.jiahe_company, asker=cast.jiahe, title=f"第{n}个", description="<p>x</p>", product=cast.product,
        kind=cast.term("kind", "应用问题"), created_at=start + timedelta(minutes=n // 2), **fields) for n in range(count))


@pytest.mark.requirement("HJ-2-08", "HJ-3-01", "HJ-1.2-11")
def test_open_and_finished_questions_stand_in_their_lists(cast):
    waiting, working, done = cast.ask(), cast.accepted(), cast.resolved()
    closed = cast.resolved()
    actions.close(closed, by=cast.jiahe)
    client = cast.client(cast.jiahe)
    assert numbers(client.get("/tickets/open/")) == [working.number, waiting.number]
    assert numbers(client.get("/tickets/done/")) == [closed.number, done.number]
    assert numbers(client.get("/tickets/")) == [closed.number, done.number, working.number, waiting.number]


@pytest.mark.requirement("HJ-3-02", "X-12")
def test_number_and_title_lead_to_the_question_and_the_line_says_where_it_stands(cast):
    ticket = cast.accepted(title="月末结账报错")
    page = body(cast.client(cast.jiahe).get("/tickets/open/"))
    assert page.count(f'href="/tickets/{ticket.number}/"') == 2
    assert re.search(rf'<td class="title"><a href="/tickets/{ticket.number}/">月末结账报错</a>', page)
    for word in ("提单号", "问题标题", "问题发生产品", "问题类型", "提交日期", "状态", "顾问", "预计处理", "处理中", "赵顾", "金蝶云·星空企业版", "应用问题"):
        assert word in page
    assert f"{timezone.localtime(ticket.created_at):%Y-%m-%d %H:%M:%S}" in page and ticket.promised_on.isoformat() in page


@pytest.mark.requirement("HJ-3-11", "X-01")
def test_nobody_sees_the_questions_of_another_company(cast):
    cast.ask()
    for path in ("/tickets/", "/tickets/open/", "/tickets/done/", "/tickets/?q=总账"):
        assert numbers(cast.client(cast.yuanfang).get(path)) == []


@pytest.mark.requirement("HJ-3-11")
def test_colleagues_see_each_others_only_where_the_company_shares_and_the_administrator_always(cast):
    ticket, secret = cast.ask(), cast.ask(is_private=True)
    cast.jiahe_company.share_questions = False
    cast.jiahe_company.save()
    assert numbers(cast.client(cast.jiahe2).get("/tickets/open/")) == []
    assert numbers(cast.client(cast.jiahe_boss).get("/tickets/open/")) == [secret.number, ticket.number]
    cast.jiahe_company.share_questions = True
    cast.jiahe_company.save()
    assert numbers(cast.client(cast.jiahe2).get("/tickets/open/")) == [ticket.number]


def test_the_list_is_searched_by_number_title_and_text(cast):
    one = cast.ask(title="核销应收单", description="<p>凭证模板未设置</p>")
    cast.ask(title="报表取数")
    client = cast.client(cast.jiahe)
    for words in ("核销应收", "凭证模板", one.number):
        assert numbers(client.get("/tickets/open/", {"q": words})) == [one.number], words
    assert "<mark>核销</mark>应收单" in body(client.get("/tickets/open/", {"q": "核销"}))


def test_conditions_narrow_and_each_can_be_dropped(cast):
    one = cast.ask(kind=cast.term("kind", "数据异常"), product=cast.product2)
    cast.ask()
    client = cast.client(cast.jiahe)
    query = {"kind": one.kind_id, "product": cast.product2.pk, "state": "waiting", "month": f"{timezone.localdate():%Y-%m}", "q": "总账"}
    answer = client.get("/tickets/", query)
    page = body(answer)
    assert numbers(answer) == [one.number]
    for label in ("关键字：总账", "问题类型：数据异常", "产品：财务助手", "状态：待接单", "提交月份："):
        assert label in page
    without_kind = re.search(r'<a class="chip" href="([^"]+)" aria-label="去掉条件 问题类型', page)
    assert without_kind and "kind=" not in without_kind[1] and "product=" in without_kind[1]


def test_nothing_found_says_which_condition_to_drop(cast):
    cast.ask()
    page = body(cast.client(cast.jiahe).get("/tickets/open/", {"kind": cast.term("kind", "环境问题").pk}))
    assert "没有符合条件的问题" in page and "问题类型：环境问题" in page and "清除全部条件" in page


def test_an_empty_list_says_what_it_is_for_and_offers_to_ask(cast):
    page = body(cast.client(cast.jiahe).get("/tickets/open/"))
    assert "现在没有正在处理的问题" in page and 'href="/tickets/new/"' in page


@pytest.mark.parametrize("query", [
    "?after=x", "?after=99999999999999999999-1", "?after=1-999999999999999999", "?before=0-0", "?kind=abc", "?kind=99999999999999999999", "?product=-1",
    "?month=2026-13", "?since=yesterday", "?since=0001-01-01", "?until=9999-12-31", "?state=x", "?q=%00", "?q=%F0%9F%92%A5", "?q=" + "%E8%B4%A6" * 500,
    "?kind=0&product=0", "?after=9999999999999999-1", "?before=9999999999999999-999999999999999999"])
def test_an_address_nobody_wrote_still_answers(cast, query):
    cast.ask()
    for path in ("/tickets/", "/tickets/open/", "/tickets/done/", "/tickets/open/conditions/", "/statistics/"):
        assert cast.client(cast.jiahe).get(path + query).status_code == 200


def test_pages_hold_every_question_once_in_both_directions(cast):
    made = many(cast, 61)
    client = cast.client(cast.jiahe)
    path, seen, back = "/tickets/open/", [], []
    while path:
        page = client.get(path)
        seen.append(numbers(page))
        found = re.search(r'rel="next" href="([^"]+)"', body(page))
        path, last = found and found[1].replace("&amp;", "&"), page
    assert [len(p) for p in seen] == [25, 25, 11]
    assert [n for p in seen for n in p] == [t.number for t in sorted(made, key=lambda t: (t.created_at, t.pk), reverse=True)]
    path = re.search(r'rel="prev" href="([^"]+)"', body(last))[1].replace("&amp;", "&")
    while path:
        page = client.get(path)
        back.append(numbers(page))
        found = re.search(r'rel="prev" href="([^"]+)"', body(page))
        path = found and found[1].replace("&amp;", "&")
    assert back == seen[-2::-1]


def test_turning_keeps_the_conditions(cast):
    many(cast, 30)
    page = body(cast.client(cast.jiahe).get("/tickets/open/", {"product": cast.product.pk}))
    assert re.search(rf'rel="next" href="/tickets/open/\?product={cast.product.pk}&amp;after=', page)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)), st.integers(1, 10**18 - 1))
def test_a_mark_names_its_row(at, pk):
    assert place(mark(Ticket(pk=pk, created_at=at))) == (at, pk)


@given(st.text(max_size=40))
def test_any_other_mark_names_nothing_or_a_moment(text):
    found = place(text)
    assert found is None or (isinstance(found[0], datetime) and found[1] >= 0)


@given(st.dictionaries(st.sampled_from(["q", "kind", "product", "state", "month", "since", "until"]), st.text(max_size=30)))
def test_any_condition_can_be_read(query):
    asked = QueryDict(mutable=True)
    asked.update(query)
    wanted = narrowing(asked)
    assert len(wanted.words) <= 100 and wanted.state in {"", "waiting", "working", "resolved", "closed"}


@pytest.mark.django_db(transaction=True)  # as pages run: what rooms keep between requests is kept
@pytest.mark.parametrize("path", ["/tickets/open/", "/tickets/done/", "/tickets/"])
def test_a_full_page_takes_six_statements_and_forty_kib(cast, path):
    many(cast, 60, state="resolved" if "done" in path else "waiting", resolved_at=timezone.now() if "done" in path else None, assignee=cast.guwen)
    client = cast.client(cast.jiahe)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert len(asked) <= 6, [q["sql"][:120] for q in asked]
    assert len(answer.content) <= 40 * 1024


def test_the_page_can_be_turned_by_slices_of_any_size(cast):
    many(cast, 7)
    asked = QueryDict("")
    page = turned(Ticket.objects.all(), asked, "/x/", size=3)
    assert [len(page.rows), page.previous_url, bool(page.next_url)] == [3, "", True]
