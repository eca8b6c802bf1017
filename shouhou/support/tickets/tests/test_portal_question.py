"""问题跟踪查看."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shouhou.support.tickets import actions
from shouhou.support.tickets.portal.showing import masked


def body(answer):
    return answer.content.decode()


def words(answer):
    """What is to be read on a page, without markup, white space made single."""
    text = re.sub(r"<(script|style)\b.*?</\1>", "", body(answer), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def section(answer, key):
    return re.search(rf'<section class="tab-panel[^"]*" id="{key}">(.*?)</section>\n', body(answer), re.S)[1]


@pytest.mark.requirement("HJ-3-03", "HJ-3-04", "X-12")
def test_head_and_line_of_the_manual(cast):
    ticket = cast.ask(title="核销应收单的凭证模板未设置, 不能生成凭证", contact_phone="13907101234")
    page = words(cast.client(cast.jiahe).get(f"/tickets/{ticket.number}/"))
    assert f"问题跟踪查看(当前单号: {ticket.number})" in page
    assert "您可以在此处处理进行问题跟踪, 详细了解问题的相关解决方案!" in page
    at = timezone.localtime(ticket.created_at).strftime("%Y-%m-%d %H:%M:%S")
    assert ("问题描述核销应收单的凭证模板未设置, 不能生成凭证直接联系人王佳直接联系方式13907101234"
            f"发生所产品金蝶云·星空企业版提交日期{at}") in page


@pytest.mark.requirement("HJ-3-05")
def test_four_tabs(cast):
    ticket = cast.ask()
    page = body(cast.client(cast.jiahe).get(f"/tickets/{ticket.number}/"))
    assert re.findall(r'<a href="#(\w+)"[^>]*>([^<]+)</a>', page[page.index("data-tabs"):])[:4] == [
        ("question", "问题详情"), ("records", "处理记录"), ("attachments", "相关附件"), ("other", "其他信息")]
    assert "点击结账后提示凭证断号" in section(cast.client(cast.jiahe).get(f"/tickets/{ticket.number}/"), "question")


@pytest.mark.requirement("HJ-3-06", "HJ-3-07", "HJ-3-08")
def test_the_records_in_the_manuals_words(cast):
    ticket = cast.ask()
    accepted = actions.accept(ticket, by=cast.guwen, note="马上处理")
    first = actions.handle(ticket, by=cast.guwen, body="<p>先查了日志</p>", outcome=cast.term("outcome", "部分处理"),
                           classification=cast.term("classification", "数据问题"))
    actions.handle(ticket, by=cast.guwen, body="<p>已设置凭证模板</p>", outcome=cast.term("outcome", "完全处理"),
                   classification=cast.term("classification", "其他问题"))
    page = words(cast.client(cast.jiahe).get(f"/tickets/{ticket.number}/"))

    def at(entry):
        return timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")

    assert f"已接单: 赵顾 {at(accepted)}".replace(" ", "") in page.replace(" ", "")
    assert f"【接单说明】马上处理预计处理:{timezone.localdate():%Y-%m-%d}" in page.replace(" ", "")
    assert f"第1次处理:赵顾{at(first)}".replace(" ", "") in page.replace(" ", "")
    assert "【数据问题】先查了日志处理结果:部分处理" in page.replace(" ", "") and "【其他问题】已设置凭证模板处理结果:完全处理" in page.replace(" ", "")
    assert page.count("查看详情") >= 2


@pytest.mark.requirement("HJ-3-08")
def test_one_handling_in_full_as_a_page_and_for_a_dialog(cast):
    ticket = cast.resolved()
    client = cast.client(cast.jiahe)
    page = client.get(f"/tickets/{ticket.number}/handlings/1/")
    part = client.get(f"/tickets/{ticket.number}/handlings/1/", headers={"HX-Request": "true"})
    for answer in (page, part):
        assert "第 1 次处理" in words(answer) and "补录断号凭证后可以结账" in words(answer) and "完全处理" in words(answer)
    assert "<html" in body(page) and "<html" not in body(part)
    for path in (f"/tickets/{ticket.number}/handlings/2/", f"/tickets/{ticket.number}/handlings/0/", f"/tickets/{ticket.number}/handlings/{10**30}/"):
        assert client.get(path).status_code == 404


@pytest.mark.requirement("HJ-3-08")
def test_a_long_handling_is_shortened_in_the_records_and_whole_in_its_details(cast):
    ticket = cast.accepted()
    actions.handle(ticket, by=cast.guwen, body="<p>" + "很长的说明。" * 200 + "结尾在此</p>", outcome=cast.term("outcome", "部分处理"))
    client = cast.client(cast.jiahe)
    assert "结尾在此" not in words(client.get(f"/tickets/{ticket.number}/"))
    assert "结尾在此" in words(client.get(f"/tickets/{ticket.number}/handlings/1/"))


@pytest.mark.abuse(62)
@pytest.mark.requirement("HJ-3-11")
def test_internal_notes_and_reasons_of_transfers_never_appear(cast):
    ticket = cast.accepted()
    actions.note(ticket, by=cast.guwen, body="<p>内部暗语甲</p>")
    actions.transfer(ticket, by=cast.guwen, to=cast.guwen2, reason="客户难缠乙")
    actions.handle(ticket, by=cast.guwen2, body="<p>好了</p>", outcome=cast.term("outcome", "完全处理"))
    client = cast.client(cast.jiahe)
    for path in ("", "activity/", "activity/?state=x", "handlings/1/"):
        page = body(client.get(f"/tickets/{ticket.number}/{path}"))
        assert "内部暗语甲" not in page and "客户难缠乙" not in page and "转交" not in page
    assert client.get("/tickets/", {"q": "内部暗语"}).content.decode().count("OD0") == 0
    assert "钱问" in words(client.get(f"/tickets/{ticket.number}/"))


@pytest.mark.requirement("HJ-3-11")
def test_a_question_of_another_company_is_not_there(cast):
    ticket = cast.resolved()
    stranger = cast.client(cast.yuanfang)
    missing = stranger.get("/tickets/OD999999999/")
    for path in ("", "activity/", "handlings/1/"):
        answer = stranger.get(f"/tickets/{ticket.number}/{path}")
        assert answer.status_code == 404 and len(answer.content) == len(missing.content)
    for path in ("follow-ups", "returns", "closure"):
        assert stranger.post(f"/tickets/{ticket.number}/{path}/", {"follow-up-body": "x", "return-reason": "x"}).status_code == 404


@pytest.mark.requirement("HJ-3-11")
def test_colleagues_read_a_masked_number(cast):
    cast.jiahe_company.share_questions = True
    cast.jiahe_company.save()
    ticket = cast.ask(contact_phone="13907101234")
    assert "13907101234" in body(cast.client(cast.jiahe_boss).get(f"/tickets/{ticket.number}/"))
    page = body(cast.client(cast.jiahe2).get(f"/tickets/{ticket.number}/"))
    assert "139****1234" in page and "13907101234" not in page


def test_masks():
    assert (masked("13907101234"), masked("0710-3456789"), masked("12345"), masked("")) == ("139****1234", "071****6789", "****", "")


@pytest.mark.requirement("LC-4a-13")
@pytest.mark.parametrize(("made", "shown", "hidden"), [
    ("ask", {"提交追问"}, {"确认解决", "未解决退回"}), ("accepted", {"提交追问"}, {"确认解决", "未解决退回"}),
    ("resolved", {"提交追问", "确认解决", "未解决退回"}, set())])
def test_only_what_the_state_permits_is_offered(cast, made, shown, hidden):
    page = body(cast.client(cast.jiahe).get(f"/tickets/{getattr(cast, made)().number}/"))
    assert all(word in page for word in shown) and not any(word in page for word in hidden)


def test_a_closed_question_offers_nothing(cast):
    ticket = cast.resolved()
    actions.close(ticket, by=None)
    page = body(cast.client(cast.jiahe).get(f"/tickets/{ticket.number}/"))
    assert "问题已关闭" in page and "已自动关闭" in page and not any(word in page for word in ("提交追问", "确认解决", "退回给顾问"))


def test_an_answer_of_the_staff_is_called_so(cast):
    ticket = cast.accepted()
    actions.follow_up(ticket, by=cast.guwen, body="请发截图", from_staff=True)
    actions.follow_up(ticket, by=cast.jiahe, body="已发")
    page = words(cast.client(cast.jiahe).get(f"/tickets/{ticket.number}/"))
    assert "顾问回复: 赵顾" in page and "追问: 王佳" in page


def test_the_page_follows_its_question_and_renews_what_changed(cast):
    ticket = cast.ask()
    client = cast.client(cast.jiahe)
    page = body(client.get(f"/tickets/{ticket.number}/"))
    assert f'data-live="ticket.{ticket.pk}"' in page and f'hx-get="/tickets/{ticket.number}/activity/?state=waiting"' in page
    actions.accept(ticket, by=cast.guwen, note="马上处理")
    part = body(client.get(f"/tickets/{ticket.number}/activity/?state=waiting"))
    assert "<html" not in part and "马上处理" in part and "顾问赵顾正在处理" in part and 'id="answer"' in part
    same = body(client.get(f"/tickets/{ticket.number}/activity/?state=working"))
    assert 'id="standing"' in same and 'id="answer"' not in same, "what somebody is writing is left alone"


def test_staff_who_follow_a_customers_link_arrive_at_their_own_page(cast):
    ticket = cast.ask()
    answer = cast.client(cast.guwen).get(f"/tickets/{ticket.number}/")
    assert answer.status_code == 302 and answer["Location"] == f"/workbench/tickets/{ticket.number}/"
    assert cast.client(cast.admin).get(f"/tickets/{ticket.number}/").status_code == 404
    assert cast.client().get(f"/tickets/{ticket.number}/")["Location"] == f"/login?next=/tickets/{ticket.number}/"


def test_columns_of_an_import_stand_under_other_information(cast):
    ticket = cast.ask(extra={"原系统": "旧工单系统", "items": "三件"})
    page = words(cast.client(cast.jiahe).get(f"/tickets/{ticket.number}/"))
    assert "原系统旧工单系统" in page
    assert "items三件" in page


def test_a_long_conversation_takes_ten_statements(cast):
    ticket = cast.accepted()
    for n in range(12):
        actions.follow_up(ticket, by=cast.jiahe if n % 2 else cast.guwen, body=f"第{n}句")
    actions.handle(ticket, by=cast.guwen, body="好了", outcome=cast.term("outcome", "完全处理"))
    client = cast.client(cast.jiahe)
    client.get(f"/tickets/{ticket.number}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/tickets/{ticket.number}/")
    assert len([q for q in asked if "organizations_vendor" not in q["sql"]]) <= 10, [q["sql"][:120] for q in asked]
