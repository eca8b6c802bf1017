"""The page 我要提问."""

from __future__ import annotations

import re

import pytest

from shouhou.foundation import drafts
from shouhou.registry.organizations.models import Membership
from shouhou.registry.products.models import Holding
from shouhou.support.tickets.models import AskField, Ticket
from shouhou.support.tickets.portal.asking import DRAFT


def filled(cast, **more):
    """A complete form as a browser sends it."""
    return {"contact_name": "王佳", "contact_phone": "13800138000", "product": cast.product.pk, "module": cast.module.pk, "version": cast.version.pk,
            "kind": cast.term("kind", "程序错误").pk, "urgency": cast.term("urgency", "紧急").pk, "title": "凭证模板未设置",
            "description": "<p>核销应收单不能生成凭证</p>", "_key": "k1", **more}


def body(answer):
    return answer.content.decode()


@pytest.mark.requirement("HJ-2-01", "HJ-2-02", "HJ-2-03", "HJ-2-04", "HJ-2-05", "LC-4a-01", "LC-4a-05", "LC-4a-06")
def test_the_form_has_the_fields_of_both_manuals_with_red_stars(cast):
    page = body(cast.client(cast.jiahe).get("/tickets/new/"))
    labels = re.findall(r'<label class="label"[^>]*>([^<]+)(<span class="star")?', page)
    assert [(label, bool(star)) for label, star in labels] == [
        ("直接提问联系人", True), ("直接联系电话", True), ("问题发生产品", True), ("应用模块", False), ("使用版本", False), ("问题类型", False),
        ("问题紧急程度", False), ("问题标题", True), ("问题描述", True)]
    assert "data-editor" in page and "data-uploads" in page and "此问题不对其他用户公开" in page and "提交问题" in page
    for word in ("应用问题", "数据异常", "程序错误", "环境问题", "特别紧急", "一般紧急", "不紧急"):
        assert word in page


@pytest.mark.requirement("HJ-2-02", "HJ-2-03")
def test_contact_and_phone_are_the_persons_own_at_first(cast):
    page = body(cast.client(cast.jiahe).get("/tickets/new/"))
    assert 'value="王佳"' in page and 'value="13800138000"' in page and 'inputmode="tel"' in page


@pytest.mark.requirement("HJ-2-04", "LC-4a-02")
def test_only_the_companys_products_are_offered_and_a_single_one_is_chosen(cast):
    two = body(cast.client(cast.jiahe).get("/tickets/new/"))
    assert "金蝶云·星空企业版" in two and "财务助手" in two and "多产品企业务必选择准确" in two
    one = body(cast.client(cast.yuanfang).get("/tickets/new/"))
    assert "金蝶云·星空企业版" not in one
    assert f'<option value="{cast.product2.pk}" selected>财务助手' in one


@pytest.mark.requirement("LC-4a-03", "LC-4a-04")
def test_modules_and_versions_follow_the_product(cast):
    page = body(cast.client(cast.jiahe).get("/tickets/new/"))
    for name, word in (("module", "总账"), ("version", "8.0")):
        select = re.search(rf'<select name="{name}".*?</select>', page, re.S)
        assert select and 'data-cascade-of="id_product"' in select[0] and word in select[0] and '<optgroup label="金蝶云·星空企业版">' in select[0]


@pytest.mark.requirement("HJ-2-01", "HJ-2-06", "HJ-2-08", "LC-4a-07", "LC-4a-08", "LC-4a-11")
def test_a_complete_form_becomes_a_question_and_leads_to_it(cast):
    client = cast.client(cast.jiahe)
    answer = client.post("/tickets/new/", filled(cast))
    ticket = Ticket.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/tickets/{ticket.number}/"
    assert (ticket.asker, ticket.organization, ticket.product, ticket.module, ticket.version) == (
        cast.jiahe, cast.jiahe_company, cast.product, cast.module, cast.version)
    assert (ticket.kind.label, ticket.urgency.label, ticket.is_private) == ("程序错误", "紧急", False)
    page = body(client.get(answer["Location"]))
    assert f"提交成功，提单号 {ticket.number}" in page and f'data-draft-clear="{DRAFT}"' in page
    assert ticket.number in body(client.get("/tickets/open/"))


@pytest.mark.requirement("HJ-2-06", "LC-4a-01")
@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("contact_name", " ", "请填写直接提问联系人。"), ("contact_phone", "", "请填写直接联系电话。"), ("contact_phone", "123", "请填写正确的电话"),
    ("product", "", "请选择问题发生产品。"), ("title", "", "请填写问题标题。"), ("description", "<p></p>", "请填写问题描述。")])
def test_what_is_missing_is_said_beside_its_field_and_the_rest_stays(cast, field, value, sentence):
    answer = cast.client(cast.jiahe).post("/tickets/new/", filled(cast, **{field: value}))
    page = body(answer)
    assert answer.status_code == 422 and not Ticket.objects.exists()
    assert re.search(rf'<p class="error" id="id_{field}-error">[^<]*{sentence}', page)
    kept = {"title": "凭证模板未设置", "contact_name": "王佳"}
    kept.pop(field, None)
    assert all(text in page for text in kept.values())
    assert "核销应收单不能生成凭证" in page or field == "description"


@pytest.mark.requirement("HJ-2-06")
def test_every_mistake_is_told_at_once(cast):
    page = body(cast.client(cast.jiahe).post("/tickets/new/", {"_key": "x"}))
    assert page.count('class="error"') == 5


@pytest.mark.requirement("LC-4a-12")
def test_a_module_of_another_product_is_refused_whatever_the_browser_says(cast):
    answer = cast.client(cast.jiahe).post("/tickets/new/", filled(cast, product=cast.product2.pk))
    assert answer.status_code == 422 and "所选应用模块不属于这个产品" in body(answer) and "所选使用版本不属于这个产品" in body(answer)


@pytest.mark.requirement("HJ-2-04")
@pytest.mark.parametrize("value", ["999999", "x", "-1", "1' OR 1=1"])
def test_a_product_the_company_does_not_hold_is_refused(cast, value):
    answer = cast.client(cast.jiahe).post("/tickets/new/", filled(cast, product=value))
    assert answer.status_code == 422 and "请重新选择" in body(answer)
    other = cast.client(cast.yuanfang).post("/tickets/new/", filled(cast, product=cast.product.pk))
    assert other.status_code == 422 and not Ticket.objects.exists()


@pytest.mark.requirement("LC-4a-12", "X-02")
def test_what_the_administrator_requires_is_required_and_what_is_hidden_is_gone(cast):
    AskField.objects.create(field="module", is_shown=True, is_required=True)
    AskField.objects.create(field="urgency", is_shown=False)
    AskField.objects.create(field="files", is_shown=False)
    client = cast.client(cast.jiahe)
    page = body(client.get("/tickets/new/"))
    assert re.search(r'应用模块<span class="star"', page) and "问题紧急程度" not in page and "data-uploads" not in page
    assert "请选择应用模块。" in body(client.post("/tickets/new/", filled(cast, module="")))
    without = filled(cast, module="", version="", product=cast.product2.pk)
    assert client.post("/tickets/new/", without).status_code == 302, "a product without modules does not ask for one"
    assert Ticket.objects.get().urgency is None


@pytest.mark.requirement("LC-4a-10")
def test_a_private_question_is_private(cast):
    cast.client(cast.jiahe).post("/tickets/new/", filled(cast, is_private="on"))
    assert Ticket.objects.get().is_private


@pytest.mark.requirement("HJ-2-05")
def test_plain_lines_become_paragraphs_where_no_editor_runs(cast):
    cast.client(cast.jiahe).post("/tickets/new/", filled(cast, description="第一行 1 < 2\n第二行\n\n第二段"))
    assert Ticket.objects.get().description == "<p>第一行 1 &lt; 2<br>第二行</p><p>第二段</p>"


@pytest.mark.abuse(138)
def test_a_double_click_gives_one_question_and_the_same_answer(cast):
    client = cast.client(cast.jiahe)
    first, second = (client.post("/tickets/new/", filled(cast)) for _ in range(2))
    assert first["Location"] == second["Location"] and Ticket.objects.count() == 1


def test_the_same_form_with_another_question_is_asked_about_first(cast):
    client = cast.client(cast.jiahe)
    client.post("/tickets/new/", filled(cast))
    answer = client.post("/tickets/new/", filled(cast, title="另一个问题"))
    assert answer.status_code == 422 and "已经提交过一次" in body(answer) and "另一个问题" in body(answer)
    key = re.search(r'name="_key" value="(\w+)"', body(answer))
    assert key and client.post("/tickets/new/", filled(cast, title="另一个问题", _key=key[1])).status_code == 302
    assert Ticket.objects.count() == 2


def test_what_was_typed_comes_back_and_goes_when_it_was_sent(cast):
    drafts.save(cast.jiahe, DRAFT, {"title": "没写完的标题"})
    client = cast.client(cast.jiahe)
    page = body(client.get("/tickets/new/"))
    assert "data-draft-saved=" in page and "没写完的标题" in page
    assert "没写完的标题" in body(client.get("/")), "the home page reminds of it"
    client.post("/tickets/new/", filled(cast))
    assert drafts.load(cast.jiahe, DRAFT) == {}
    assert "没写完的标题" not in body(cast.client(cast.yuanfang).get("/tickets/new/"))


def test_a_refused_form_keeps_its_draft(cast):
    drafts.save(cast.jiahe, DRAFT, {"title": "草稿"})
    cast.client(cast.jiahe).post("/tickets/new/", filled(cast, title=""))
    assert drafts.load(cast.jiahe, DRAFT) == {"title": "草稿"}


@pytest.mark.requirement("X-01")
def test_who_belongs_to_several_companies_says_for_which(cast):
    Membership.objects.create(user=cast.jiahe, organization=cast.yuanfang_company)
    client = cast.client(cast.jiahe)
    assert "远方公司" in body(client.get("/tickets/new/"))
    assert "请选择为哪个单位提问。" in body(client.post("/tickets/new/", filled(cast)))
    assert client.post("/tickets/new/", filled(cast, organization=cast.yuanfang_company.pk)).status_code == 302
    assert Ticket.objects.get().organization == cast.yuanfang_company


def test_nobody_asks_for_a_company_of_others(cast):
    Membership.objects.create(user=cast.jiahe, organization=cast.companies["售后云示范公司"])
    answer = cast.client(cast.jiahe).post("/tickets/new/", filled(cast, organization=cast.yuanfang_company.pk))
    assert answer.status_code == 422 and not Ticket.objects.exists()


def test_a_person_without_a_company_is_told_whom_to_ask(cast):
    Membership.objects.filter(user=cast.yuanfang).delete()
    answer = cast.client(cast.yuanfang).get("/tickets/new/")
    assert answer.status_code == 403 and "实施顾问" in body(answer)


@pytest.mark.requirement("HJ-2-04")
def test_a_company_with_no_recorded_product_may_choose_any(cast):
    Holding.objects.all().delete()
    page = body(cast.client(cast.yuanfang).get("/tickets/new/"))
    assert "金蝶云·星空企业版" in page and "财务助手" in page


def test_staff_and_visitors_do_not_ask_here(cast):
    assert cast.client(cast.guwen).get("/tickets/new/").status_code == 403
    assert cast.client().get("/tickets/new/")["Location"] == "/login?next=/tickets/new/"
