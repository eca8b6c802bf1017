"""The queues of the desk: the branches find what the plain question finds, in few statements, for every tab and reader."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shouhou.foundation import search
from shouhou.registry.organizations.models import Organization
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.workbench.listing import found
from shouhou.support.tickets.workbench.narrowing import Narrowing, narrowing
from shouhou.support.tickets.workbench.paging import EPOCH
from shouhou.support.tickets.workbench.queues import TABS, counts, has_queue_scope, narrowed
from shouhou.support.tickets.workbench.rows import Line, Writer
from tests.cast import Cast


def many(cast: Cast, count: int, seed: int = 7) -> None:
    """Questions of every state, company and consultant, several at the same moment."""
    rng, now = random.Random(seed), timezone.now()
    third = Organization.objects.filter(name="无人负责公司").first() or Organization.objects.create(name="无人负责公司")
    companies = [cast.jiahe_company, cast.yuanfang_company, third]
    rows = []
    for n in range(count):
        state = rng.choice(("waiting", "working", "working", "resolved", "closed"))
        who = rng.choice((None, cast.guwen, cast.guwen2)) if state == "waiting" else rng.choice((cast.guwen, cast.guwen2, cast.zhuguan, None))
        at = now - timedelta(minutes=rng.randrange(count // 3 + 1))
        rows.append(Ticket(
            number=f"OD{900000 + n:09d}", organization=rng.choice(companies), title=f"第{n}号问题", description="<p>说明</p>", state=state, assignee=who,
            promised_on=timezone.localdate() + timedelta(days=rng.randint(-5, 5)) if state != "waiting" else None, created_at=at, updated_at=at,
            product=rng.choice((cast.product, cast.product2, None)), kind=rng.choice((cast.terms["kind", "应用问题"], cast.terms["kind", "数据异常"], None))))
    Ticket.objects.bulk_create(rows)


def walked(user: Any, tab: str, query: str = "", size: int = 7) -> list[Line]:
    """Every line of a tab, page after page; and the way back gives the same pages."""
    lines: list[Line] = []
    asked, path = query, "/x/"
    seen_pages = []
    for _ in range(200):
        page = found(user, TABS[tab], narrowing(QueryDict(asked)), path, size)
        seen_pages.append([line.id for line in page.lines])
        lines += page.lines
        if not page.next_url:
            break
        asked = page.next_url.partition("?")[2]
    back = list(seen_pages)
    while page.previous_url:
        page = found(user, TABS[tab], narrowing(QueryDict(page.previous_url.partition("?")[2])), path, size)
        back.pop()
        if not back:
            break
        assert [line.id for line in page.lines] == back[-1]
    return lines


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("name", ["guwen", "guwen2", "zhuguan", "rexian", "shenji"])
def test_branches_find_what_the_plain_question_finds(cast: Cast, tab: str, name: str) -> None:
    many(cast, 180)
    user = getattr(cast, name)
    plain = narrowed(Ticket.objects.visible_to(user), TABS[tab], user, TABS[tab].states)
    order = ("promised_on", "pk") if TABS[tab].is_overdue else ("-created_at", "-pk")
    assert [line.id for line in walked(user, tab)] == list(plain.order_by(*order).values_list("pk", flat=True))


@pytest.mark.parametrize("name", ["guwen", "zhuguan"])
def test_conditions_narrow_rightly(cast: Cast, name: str) -> None:
    many(cast, 150)
    user = getattr(cast, name)
    for condition, fields in (
        (f"product={cast.product.pk}", {"product": cast.product}), (f"kind={cast.terms['kind', '数据异常'].pk}", {"kind": cast.terms["kind", "数据异常"]}),
        (f"consultant={cast.guwen2.pk}", {"assignee": cast.guwen2}), (f"customer={cast.yuanfang_company.pk}", {"organization": cast.yuanfang_company}),
        ("state=closed", {"state": "closed"}),
        (f"customer={cast.jiahe_company.pk}&consultant={cast.guwen.pk}&state=working", {
            "organization": cast.jiahe_company, "assignee": cast.guwen, "state": "working"})):
        plain = Ticket.objects.visible_to(user).filter(**fields).order_by("-created_at", "-pk")
        assert [line.id for line in walked(user, "all", condition)] == list(plain.values_list("pk", flat=True)), condition


def test_nobody_finds_what_is_not_theirs(cast: Cast) -> None:
    many(cast, 150)
    seen = {line.id for line in walked(cast.guwen, "all")}
    others = Ticket.objects.filter(assignee=cast.guwen2, organization=cast.yuanfang_company)
    assert others.exists()
    assert not seen & set(others.values_list("pk", flat=True))
    assert has_queue_scope(cast.guwen) and not has_queue_scope(cast.zhuguan)
    assert found(cast.jiahe, TABS["all"], Narrowing(asked=QueryDict()), "/x/").lines == []


def test_counts_are_those_of_the_tabs(cast: Cast) -> None:
    many(cast, 150)
    for user in (cast.guwen, cast.zhuguan, cast.shenji):
        for key, count in counts(user).items():
            tab = TABS[key]
            assert count == narrowed(Ticket.objects.visible_to(user), tab, user, tab.states).count(), (user.username, key)


def test_a_mark_that_is_not_ours_gives_the_first_page(cast: Cast) -> None:
    many(cast, 30)
    first = [line.id for line in found(cast.zhuguan, TABS["all"], narrowing(QueryDict("")), "/x/").lines]
    for mark in ("1", "x_2", "99999999999999999999_1", "2026-13-45_1", "9999999999999999_1", "' OR 1=1", "\0"):
        page = found(cast.zhuguan, TABS["all"], narrowing(QueryDict(f"after={mark}")), "/x/")
        assert [line.id for line in page.lines] in (first, []), mark


def fewest(browser: Any, url: str) -> tuple[int, Any]:
    """The fewest statements of three loads, and the last answer: what rooms keep for some seconds may age between two pages on a busy machine."""
    taken = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as statements:
            answer = browser.get(url)
        taken.append(len(statements))
    return min(taken), answer


@pytest.mark.django_db(transaction=True)  # as pages run: what rooms keep between requests is kept
def test_the_page_is_small_and_takes_six_statements_at_most(cast: Cast) -> None:
    many(cast, 400)
    for user in (cast.guwen, cast.zhuguan):
        browser = cast.client(user)
        for tab in TABS:
            statements, answer = fewest(browser, f"/workbench/tickets/?tab={tab}")
            assert statements <= 6, (user.username, tab)
            assert answer.status_code == 200
            assert len(answer.content) <= 40 * 1024


@pytest.mark.django_db(transaction=True)  # as pages run: what rooms keep between requests is kept
def test_statements_do_not_grow_with_the_rows(cast: Cast) -> None:
    browser = cast.client(cast.guwen)
    many(cast, 20)
    few, _ = fewest(browser, "/workbench/tickets/?tab=all")
    Ticket.objects.all().delete()
    many(cast, 1500)
    assert fewest(browser, "/workbench/tickets/?tab=all")[0] == few


@pytest.mark.parametrize("tab", list(TABS))
@pytest.mark.parametrize("name", ["guwen", "zhuguan"])
def test_the_plan_reads_no_table_from_end_to_end(cast: Cast, tab: str, name: str) -> None:
    """Each branch walks an index; nothing but a page of ids is sorted."""
    if connection.vendor != "sqlite":
        pytest.skip("the planner of PostgreSQL reads small tables whole; EXPLAIN at a million rows stands in bench/")
    many(cast, 60)
    plans: list[str] = []

    def explain(execute: Any, sql: str, params: Any, is_many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and "tickets_ticket" in sql:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + sql, params)
                plans.extend(row[3] for row in cursor.fetchall())
        return execute(sql, params, is_many, context)

    with connection.execute_wrapper(explain):
        found(getattr(cast, name), TABS[tab], narrowing(QueryDict("")), "/x/")
    assert plans
    scans = [line for line in plans if line.startswith("SCAN") and "tickets_ticket" in line]
    assert not scans, plans
    assert not [line for line in plans if line in {"SCAN t"}], plans


def test_a_line_says_what_a_list_needs() -> None:
    now = timezone.now()
    promised = timezone.localdate() - timedelta(days=3)
    line = Line(1, "OD000000001", "<b>x</b> & 总账", "working", promised, now - timedelta(minutes=3), True, 1,
                "嘉禾 <实业>", "金蝶云·星空企业版", "应用问题", "特别紧急", "red", "赵顾")
    html = Writer(now).row(line)
    for words in ("OD000000001", "&lt;b&gt;x&lt;/b&gt; &amp; 总账", "嘉禾 &lt;实业&gt;", "金蝶云·星空企业版", "应用问题", "state-red", "特别紧急", "处理中",
                  "赵顾", "已超", "3 分钟前", "待回应", "class=late"):
        assert words in html
    assert len(html.encode()) < 1400
    assert EPOCH.year == 1970


@pytest.mark.parametrize("name", ["guwen", "zhuguan"])
@pytest.mark.parametrize("tab", TABS)
def test_a_search_finds_what_the_plain_search_finds(cast: Cast, tab: str, name: str) -> None:
    many(cast, 90)
    user = getattr(cast, name)
    for ticket in Ticket.objects.all():
        search.index("ticket", ticket.pk, f"{ticket.title} 月末结账" if ticket.pk % 3 else ticket.title)
        if ticket.pk % 5 == 0:
            search.index("ticket.note", ticket.pk, "备注里也有结账二字")
    plain = narrowed(Ticket.objects.visible_to(user), TABS[tab], user, TABS[tab].states)
    for words in ("结账", "问题", "月末 结账", "没有的词"):
        expected = search.matching(plain, ["ticket", "ticket.note"], words).order_by("-pk").values_list("pk", flat=True)
        assert [line.id for line in walked(user, tab, f"q={words}")] == list(expected), words
    assert walked(user, tab, "q=！？") == []
