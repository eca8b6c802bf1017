"""POST /api/v1/tickets: questions by machine."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shouhou.foundation.accounts import tokens
from shouhou.support.tickets.models import Ticket


def sent(cast, user, body, *, scopes=("*",), address="/api/v1/tickets", **headers):
    bearer = {"Authorization": "Bearer " + tokens.issue(user, "测试", list(scopes)), **headers}
    return cast.client().post(address, json.dumps(body), content_type="application/json", headers=bearer)


def question(cast, **more):
    return {"title": "总账无法结账", "description": "第一行\n\n第二段 <3", "contact_name": "王佳", "contact_phone": "13800138000",
            "product": cast.product.name, "module": "总账", "version": "8.0", "kind": "应用问题", "urgency": "紧急", **more}


def test_a_customer_asks(cast):
    answer = sent(cast, cast.jiahe, question(cast, private=True))
    assert answer.status_code == 201
    said, ticket = answer.json(), Ticket.objects.get()
    assert said["number"] == ticket.number and said["state"] == "waiting" and said["private"] is True and said["source"] == "api"
    assert (ticket.asker, ticket.organization, ticket.product, ticket.module.name) == (cast.jiahe, cast.jiahe_company, cast.product, "总账")
    assert ticket.description == "<p>第一行</p><p>第二段 &lt;3</p>"
    assert said["created_at"].endswith("Z") and said["entries"] == [] and said["files"] == []


def test_staff_ask_for_a_company(cast):
    said = sent(cast, cast.guwen, question(cast)).json()
    assert said["fields"] == {"organization": "代客户提问时请给出单位。"}
    assert sent(cast, cast.guwen, question(cast, organization="嘉禾实业")).status_code == 201
    assert Ticket.objects.get().organization == cast.jiahe_company


@pytest.mark.parametrize(("field", "value"), [
    ("title", ""), ("title", "长" * 201), ("contact_phone", "12345"), ("product", "没有这个产品"), ("product", 10**30), ("module", "没有"), ("version", "报表"),
    ("kind", "没有"), ("urgency", "x\u0000"), ("files", ["x" * 22]), ("files", ["\u0000"]), ("files", ["x" * 5000]), ("organization", "远方公司"),
    ("description", "")])
def test_each_field_says_what_is_wrong(cast, field, value):
    answer = sent(cast, cast.jiahe, question(cast, **{field: value}))
    assert answer.status_code == 422, answer.content
    assert set(answer.json()["fields"]) == {field}
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(("body", "field"), [({"titel": "x"}, "titel"), ({"state": "closed"}, "state"), ({"asker": 1}, "asker"), ({"is_private": True},
    "is_private")])
def test_names_that_are_none_of_ours_are_refused(cast, body, field):
    answer = sent(cast, cast.jiahe, question(cast, **body))
    assert answer.status_code == 422 and set(answer.json()["fields"]) == {field} and not Ticket.objects.exists()


@pytest.mark.abuse(76)
def test_html_is_cleaned(cast):
    sent(cast, cast.jiahe, question(cast, description='<p onclick="x()">看<script>alert(1)</script><img src="https://x.example/a.png"></p>'))
    assert Ticket.objects.get().description == "<p>看</p>"


def test_the_same_key_asks_once(cast):
    key = {"Idempotency-Key": "导入-1".encode().hex()}
    first, again = (sent(cast, cast.jiahe, question(cast), **key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() and Ticket.objects.count() == 1
    other = sent(cast, cast.jiahe, question(cast, title="另一个"), **key)
    assert other.status_code == 409 and other.json()["fields"] == {}
    assert sent(cast, cast.yuanfang, question(cast, product=cast.product2.pk, module=None, version=None), **key).status_code == 201
    assert Ticket.objects.count() == 2


def test_a_refused_question_leaves_its_key_free(cast):
    key = {"Idempotency-Key": "k1"}
    assert sent(cast, cast.jiahe, question(cast, title=""), **key).status_code == 422
    assert sent(cast, cast.jiahe, question(cast), **key).status_code == 201


@pytest.mark.parametrize("key", ["x" * 81, "a\tb"])
def test_an_odd_key_is_refused(cast, key):
    assert sent(cast, cast.jiahe, question(cast), **{"Idempotency-Key": key}).status_code == 409
    assert not Ticket.objects.exists()


@pytest.mark.abuse(71)
def test_reading_rights_do_not_ask(cast):
    assert sent(cast, cast.jiahe, question(cast), scopes=["tickets.read_own"]).status_code == 403
    assert sent(cast, cast.shenji, question(cast)).status_code == 403


@pytest.mark.requirement("X-07")
@pytest.mark.abuse(53)
def test_files_come_first_and_belong_to_their_uploader(cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    mine, theirs = ({"Authorization": "Bearer " + tokens.issue(user, "测试", ["*"])} for user in (cast.jiahe, cast.yuanfang))
    client = cast.client()
    answer = client.post("/api/v1/files", {"file": SimpleUploadedFile("日志.txt", "内容".encode())}, headers=mine)
    assert answer.status_code == 201 and answer.json()["name"] == "日志.txt"
    token = answer.json()["token"]
    assert client.get(f"/api/v1/files/{token}", headers=theirs).status_code == 404
    assert sent(cast, cast.yuanfang, question(cast, product=cast.product2.pk, module=None, version=None, files=[token])).json()["fields"].keys() == {"files"}
    said = sent(cast, cast.jiahe, question(cast, files=[token])).json()
    assert [f["token"] for f in said["files"]] == [token]
    assert b"".join(client.get(f"/api/v1/files/{token}", headers=mine)).decode() == "内容"
    assert client.get(f"/api/v1/files/{token}", headers=theirs).status_code == 404
    assert client.post("/api/v1/files", {"file": SimpleUploadedFile("x.exe", b"MZ\0")}, headers=mine).status_code == 422
    assert client.post("/api/v1/files", {}, headers=mine).json()["fields"].keys() == {"file"}
