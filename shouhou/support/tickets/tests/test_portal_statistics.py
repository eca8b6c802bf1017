"""服务统计."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.portal.statistics import chosen_period, counted, grouped


def body(answer):
    return answer.content.decode()


def table(page, heading):
    """The rows behind the chart under this heading as (label, value, address)."""
    part = page[page.index(f"<h2>{heading}</h2>"):]
    return re.findall(r'<th scope="row"><a href="([^"]+)">([^<]+)</a></th><td class="num">([^<]+)</td>', part[:part.index("</tbody>")])


@pytest.mark.requirement("HJ-1.2-12", "HJ-1.2-08")
def test_counts_by_kind_product_month_and_state_each_with_a_way_to_the_list(cast):
    cast.ask(kind=cast.term("kind", "数据异常"))
    cast.ask(product=cast.product2)
    done = cast.resolved()
    Ticket.objects.filter(pk=done.pk).update(created_at=done.resolved_at - timedelta(hours=3))
    client = cast.client(cast.jiahe)
    page = body(client.get("/statistics/"))
    kinds = {label: value for _, label, value in table(page, "按问题类型")}
    assert kinds == {"应用问题": "2", "数据异常": "1"}
    assert {label: value for _, label, value in table(page, "按产品")} == {"金蝶云·星空企业版": "2", "财务助手": "1"}
    assert {label: value for _, label, value in table(page, "按状态")} == {"待接单": "2", "处理完成": "1"}
    assert sum(int(value) for _, _, value in table(page, "按月份")) == 3
    assert {label: value for _, label, value in table(page, "平均处理时长（按问题类型）")} == {"应用问题": "3.0"}
    assert "3 小时" in page
    for heading in ("按问题类型", "按产品", "按状态", "按月份", "平均处理时长（按问题类型）"):
        for href, label, value in table(page, heading):
            found = body(client.get(href.replace("&amp;", "&")))
            rows = len(re.findall(r'<td class="nowrap"><a href="/tickets/OD', found))
            assert rows == int(value) if "时长" not in heading else rows > 0, (heading, label)


@pytest.mark.requirement("HJ-1.2-12", "HJ-3-11")
def test_only_what_one_may_see_is_counted(cast):
    cast.ask()
    assert "没有提过问题" in body(cast.client(cast.yuanfang).get("/statistics/?period=all"))


@pytest.mark.requirement("HJ-1.2-12")
def test_the_period_bounds_what_is_counted(cast):
    old = cast.ask()
    Ticket.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=200))
    cast.ask()
    client = cast.client(cast.jiahe)

    def total(query):
        return re.search(r'提问总数</span><span class="figure-value">(\d+)', body(client.get("/statistics/" + query)))[1]

    day = (timezone.localdate() - timedelta(days=200)).isoformat()
    assert [total(q) for q in ("?period=30", "?period=90", "", "?period=all", f"?since={day}&until={day}")] == ["1", "1", "2", "2", "1"]


@given(st.dictionaries(st.sampled_from(["period", "since", "until"]), st.one_of(st.dates().map(str), st.sampled_from(["30", "90", "365", "all"]), st.text())))
def test_any_address_names_a_period_that_begins_before_it_ends(query):
    asked = QueryDict(mutable=True)
    asked.update(query)
    period = chosen_period(asked, date(2026, 11, 23))
    assert not (period.since and period.until) or period.since <= period.until


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 50), st.booleans())))
def test_every_grouping_counts_the_same_whole(rows):
    given_rows = [{"kind_id": k, "product_id": p, "count": n, "finished": n * done, "spent": timedelta(hours=n) if done else None} for k, p, n, done in rows]
    for keys in (("kind_id",), ("product_id",), ("kind_id", "product_id")):
        tallies = grouped(given_rows, *keys).values()
        assert sum(t.count for t in tallies) == sum(n for *_, n, _ in rows)
        assert [t.count for t in tallies] == sorted((t.count for t in tallies), reverse=True)


def test_everything_is_counted_in_one_statement(cast):
    cast.resolved()
    with CaptureQueriesContext(connection) as asked:
        (row,) = counted(Ticket.objects.all())
    assert len(asked) == 1 and (row["count"], row["finished"]) == (1, 1) and row["spent"] >= timedelta()
