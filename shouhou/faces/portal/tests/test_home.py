"""我的工作台 and the menu."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.registry.agreements.models import Agreement
from shouhou.registry.organizations.models import Membership
from shouhou.support.tickets import actions


def body(answer):
    return answer.content.decode()


def lines(page, heading):
    part = page[page.index(heading):]
    return re.findall(r'<td class="title"><a href="/tickets/(OD\d+)/"', part[:part.index("</section>")])


@pytest.mark.requirement("HJ-1.2-05", "HJ-1.2-06", "HJ-1.2-07", "HJ-2-08", "HJ-3-01")
def test_home_shows_five_open_and_five_finished_questions_with_a_way_to_all(cast):
    opened = [cast.ask(title=f"开着的{n}") for n in range(7)]
    done = [cast.resolved(title=f"完成的{n}") for n in range(6)]
    page = body(cast.client(cast.jiahe).get("/"))
    assert "在线服务中心" in page
    assert lines(page, "正在处理中的问题") == [t.number for t in opened[:1:-1]]
    assert lines(page, "最近完成的服务记录") == [t.number for t in done[:0:-1]]
    assert re.search(r'href="/tickets/open/">查看完整列表（7）', page) and 'href="/tickets/done/">查看完整列表' in page


@pytest.mark.requirement("HJ-1.2-08")
def test_home_counts_by_kind_and_leads_to_the_list(cast):
    cast.ask(kind=cast.term("kind", "数据异常"))
    cast.ask(kind=cast.term("kind", "数据异常"))
    page = body(cast.client(cast.jiahe).get("/"))
    found = re.search(r'data-chart="bar".*?<a href="([^"]+)">数据异常</a></th><td class="num">2</td>', page, re.S)
    assert found
    assert body(cast.client(cast.jiahe).get(found[1])).count('<td class="title">') == 2


@pytest.mark.requirement("HJ-1.2-09")
@pytest.mark.parametrize(("days", "tone", "words"), [
    (65, "", "还剩 65 天"), (30, "amber", "即将到期，还剩 30 天"), (0, "amber", "今天到期"), (-3, "red", "已过期 3 天")])
def test_home_says_until_when_the_fee_is_paid_and_warns_ahead(cast, days, tone, words):
    ends_on = timezone.localdate() + timedelta(days=days)
    Agreement.objects.filter(organization=cast.jiahe_company).update(ends_on=ends_on)
    page = body(cast.client(cast.jiahe).get("/"))
    assert "本企业服务费到期时间" in page and ends_on.isoformat() in page and words in page
    assert (f"notice-{tone}" in page) if tone else ("notice-amber" not in page and "notice-red" not in page)


@pytest.mark.requirement("HJ-1.2-09")
def test_a_company_without_an_agreement_is_told_so(cast):
    Agreement.objects.all().delete()
    assert "还没有登记服务合同" in body(cast.client(cast.jiahe).get("/"))


@pytest.mark.requirement("HJ-1.2-11", "HJ-2-01")
def test_the_menu_of_the_manual_with_the_number_of_open_questions(cast):
    cast.ask()
    cast.accepted()
    actions.close(cast.resolved(), by=cast.jiahe)
    page = body(cast.client(cast.jiahe).get("/"))
    menu = page[page.index('<nav class="places"'):page.index("</nav>")]
    manual = ["我的工作台", "我的服务", "我要提问", "正在处理", "处理完成", "服务统计", "退出系统"]
    assert [name for name in re.findall(r'<span class="place-name">([^<]+)</span>', menu) if name in manual] == manual
    assert '<span class="count" data-badge="service">2</span>' in menu
    assert re.search(r'<form method="post" action="/logout/?"', menu)


@pytest.mark.requirement("HJ-1.2-11", "X-01")
def test_the_own_companys_name_stands_at_the_top(cast):
    client = cast.client(cast.jiahe)
    for path in ("/", "/tickets/open/", "/tickets/new/", "/statistics/"):
        page = body(client.get(path))
        assert re.search(r'<span class="top-org"><span title="嘉禾实业">嘉禾实业</span>', page), path
    Membership.objects.create(user=cast.jiahe, organization=cast.yuanfang_company)
    assert '<a href="/companies/">切换单位</a>' in body(client.get("/"))


@pytest.mark.requirement("HJ-1.2-10")
def test_the_password_is_changed_from_the_list_under_the_avatar(cast):
    page = body(cast.client(cast.jiahe).get("/"))
    drop = page[page.index('<details class="drop">'):page.index("</details>")]
    assert re.search(r'<a class="drop-item" href="/password/"[^>]*>.*?密码修改', drop, re.S)


def test_staff_have_another_home_and_visitors_sign_in(cast):
    for user in (cast.guwen, cast.zhuguan, cast.admin, cast.shenji):
        assert cast.client(user).get("/")["Location"] == "/workbench/"
    assert cast.client().get("/")["Location"] == "/login"


def test_somebody_with_neither_home_is_refused(cast):
    cast.yuanfang.grants.all().delete()
    assert cast.client(cast.yuanfang).get("/").status_code == 403


def test_an_empty_home_says_what_will_stand_there(cast):
    page = body(cast.client(cast.jiahe).get("/"))
    assert "现在没有正在处理的问题" in page and "您可以在这里及时查看处理结果" in page
