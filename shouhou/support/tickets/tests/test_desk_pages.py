"""The pages of the desk: list, one question, home, ageing."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Ticket
from tests.cast import Cast


@pytest.mark.requirement("X-02", "X-12")
def test_the_list_shows_what_a_consultant_needs(cast: Cast) -> None:
    ticket = cast.accepted(title="合并报表取数为 0")
    page = cast.client(cast.guwen).get("/workbench/tickets/?tab=mine").content.decode()
    for words in ("提单号", "标题", "客户", "产品", "问题类型", "紧急程度", "状态", "顾问", "预计处理", "提交时间", ticket.number, "合并报表取数为 0",
                  "应用问题", "一般紧急", "处理中", "赵顾"):
        assert words in page
    for tab in ("待接单", "我的处理", "已超期", "全部未完成", "处理完成", "全部"):
        assert tab in page


def test_each_tab_holds_its_own(cast: Cast) -> None:
    waiting, mine, done = cast.ask(), cast.accepted(), cast.resolved()
    late = cast.accepted()
    Ticket.objects.filter(pk=late.pk).update(promised_on=timezone.localdate() - timedelta(days=1))
    closed = cast.resolved()
    actions.close(closed, by=cast.zhuguan)
    expected = {"waiting": {waiting}, "mine": {mine, late}, "overdue": {late}, "open": {waiting, mine, late}, "done": {done, closed},
                "all": {waiting, mine, late, done, closed}}
    for tab, tickets in expected.items():
        page = cast.client(cast.guwen).get(f"/workbench/tickets/?tab={tab}").content.decode()
        for ticket in (waiting, mine, done, late, closed):
            assert (f'id="t{ticket.pk}"' in page) == (ticket in tickets), (tab, ticket)


def test_words_find_title_text_handling_and_a_number_leads_there(cast: Cast) -> None:
    one = cast.resolved(title="总账月末结账失败", description="<p>提示蓝屏代码</p>")
    other = cast.ask(title="报表取数")
    browser = cast.client(cast.guwen)
    for words in ("月末", "蓝屏代码", "断号凭证", "总账 蓝屏"):
        page = browser.get("/workbench/tickets/", {"q": words}).content.decode()
        assert f'id="t{one.pk}"' in page and f'id="t{other.pk}"' not in page, words
    for typed in (one.number, one.number.lower(), one.number[2:]):
        answer = browser.get("/workbench/tickets/", {"q": typed})
        assert answer.status_code == 302 and answer.headers["Location"] == f"/workbench/tickets/{one.number}/"
    page = browser.get("/workbench/tickets/", {"q": "没有这种字", "state": "closed"}).content.decode()
    assert "请去掉一个条件" in page and "关键字：没有这种字" in page and "状态：已关闭" in page


def test_search_does_not_find_what_is_not_ones_own(cast: Cast) -> None:
    hidden = cast.accepted(cast.yuanfang, consultant=cast.guwen2, title="独一无二的标题")
    browser = cast.client(cast.guwen)
    assert f'id="t{hidden.pk}"' not in browser.get("/workbench/tickets/?q=独一无二").content.decode()
    assert browser.get("/workbench/tickets/", {"q": hidden.number}).status_code == 200
    for path in ("", "act/handle/", "history/"):
        assert browser.get(f"/workbench/tickets/{hidden.number}/{path}").status_code == 404


def test_conditions_become_chips_that_can_be_taken_off(cast: Cast) -> None:
    cast.accepted()
    page = cast.client(cast.zhuguan).get("/workbench/tickets/", {
        "tab": "open", "product": cast.product.pk, "kind": cast.term("kind", "应用问题").pk, "consultant": cast.guwen.pk,
        "customer": cast.jiahe_company.pk}).content.decode()
    for words in ("产品：金蝶云·星空企业版", "问题类型：应用问题", "顾问：赵顾", "客户：嘉禾", "清除全部"):
        assert words in page
    form = cast.client(cast.zhuguan).get("/workbench/tickets/conditions/?tab=open", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in form and "远方公司" in form and "钱问" in form and "处理中" in form


def test_any_address_is_answered(cast: Cast) -> None:
    cast.ask()
    for query in ("tab=nothing", "product=abc", "product=999999999999999999", "customer=-1", "state=x", "q=%00", "q=" + "字" * 300, "after=1_1",
                  "before=zz", "tab=overdue&after=2026-01-01_5", "tab=overdue&before=2026-99-01_5", "q=%22%27*", "consultant=0"):
        assert cast.client(cast.guwen).get(f"/workbench/tickets/?{query}").status_code in {200, 302}, query


@pytest.mark.requirement("HJ-3-08")
@pytest.mark.django_db(transaction=True)  # as pages run: what rooms keep between requests is kept
def test_the_question_shows_everything_in_ten_statements(cast: Cast, django_assert_max_num_queries: Any) -> None:
    ticket = cast.accepted()
    for n in range(6):
        actions.handle(ticket, by=cast.guwen, body=f"<p>第 {n} 步</p>", outcome=cast.term("outcome", "部分处理"))
        actions.note(ticket, by=cast.guwen, body=f"<p>备注 {n}</p>")
    browser = cast.client(cast.guwen)
    browser.get(f"/workbench/tickets/{ticket.number}/")
    with django_assert_max_num_queries(10):
        page = browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    for words in (ticket.number, ticket.title, "13800138000", 'href="tel:13800138000"', "嘉禾实业", "责任顾问", "服务费到期", "金蝶云·星空企业版",
                  "第 6 次处理", "备注 5", "点击结账后提示凭证断号", "?do=handle", "?do=reply", "?do=transfer", "?do=note"):
        assert words in page, words
    with django_assert_max_num_queries(10):
        browser.get(f"/workbench/tickets/{ticket.number}/?do=handle")
    assert "接单" in browser.get(f"/workbench/tickets/{ticket.number}/history/").content.decode()


def test_who_may_only_read_sees_no_verbs(cast: Cast) -> None:
    ticket = cast.ask()
    page = cast.client(cast.shenji).get(f"/workbench/tickets/{ticket.number}/?do=accept").content.decode()
    assert "?do=" not in page and "确认接单" not in page
    assert cast.client(cast.admin).get("/workbench/tickets/").status_code == 403
    assert cast.client(cast.jiahe).get(f"/workbench/tickets/{ticket.number}/").status_code == 403
    assert cast.client().get("/workbench/tickets/").status_code == 302


@pytest.mark.requirement("HJ-0-01")
def test_every_open_question_has_its_owner_age_and_next_day(cast: Cast) -> None:
    old, mine, done = cast.ask(title="很久以前"), cast.accepted(title="正在做"), cast.resolved(title="做完了")
    Ticket.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=40))
    browser = cast.client(cast.zhuguan)
    page = browser.get("/workbench/tickets/ageing/").content.decode()
    for words in ("很久以前", "正在做", "赵顾", "还没有人接单", "30 天以上", "还剩 2 天"):
        assert words in page, words
    assert "做完了" not in page and done.number not in page
    assert page.index("很久以前") < page.index("正在做")
    page = browser.get("/workbench/tickets/ageing/?age=5").content.decode()
    assert f'id="t{old.pk}"' in page and f'id="t{mine.pk}"' not in page
    page = browser.get(f"/workbench/tickets/ageing/?consultant={cast.guwen.pk}").content.decode()
    assert f'id="t{mine.pk}"' in page and f'id="t{old.pk}"' not in page
    for query, there, not_there in (("age=5", old, mine), ("age=0", mine, old), ("consultant=0", old, mine), (f"consultant={cast.guwen.pk}", mine, old)):
        page = browser.get(f"/workbench/tickets/ageing/?{query}").content.decode()
        address = unescape(re.findall(r'class="button small" href="(/workbench/tickets/[^"]+)"', page)[0])
        page = browser.get(address).content.decode()
        assert there.number in page and not_there.number not in page, address
    for query in ("age=9", "age=x", "consultant=abc"):
        assert browser.get(f"/workbench/tickets/ageing/?{query}").status_code == 200
    assert cast.client(cast.guwen).get("/workbench/tickets/ageing/").status_code == 403


def test_home_says_what_waits(cast: Cast) -> None:
    cast.ask()
    ticket = cast.accepted(title="等我回应的")
    actions.handle(ticket, by=cast.guwen, body="<p>试试</p>", outcome=cast.term("outcome", "部分处理"))
    actions.follow_up(ticket, by=cast.jiahe, body="<p>不行</p>")
    page = cast.client(cast.guwen).get("/workbench/").content.decode()
    for words in ("待接单", "我的处理", "已超期", "待我回应", "等我回应的", "近 14 天", "近 30 天问题类型"):
        assert words in page, words
    for user in (cast.admin, cast.shenji, cast.caiwu, cast.zhuguan):
        assert cast.client(user).get("/workbench/").status_code == 200, user.username
    assert cast.client(cast.jiahe).get("/workbench/").status_code == 403
