"""我的数据: a copy, and erasure (个人信息保护法 art. 44-47)."""

from __future__ import annotations

import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from shouhou.channels.sms.models import Message
from shouhou.faces.centre.erasing import erase
from shouhou.faces.centre.jobs import tidy
from shouhou.faces.centre.models import Export
from shouhou.foundation import files
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import tokens
from shouhou.foundation.accounts.models import Throttle, User
from shouhou.foundation.jobs import enqueue, work_off
from shouhou.registry.agreements.actions import leave_lead
from shouhou.registry.joining import actions
from shouhou.registry.joining.models import Application, Invitation, Particulars, PhoneCode
from shouhou.support.tickets import actions as questions
from shouhou.support.tickets.models import Ticket

CANARIES = ("金丝雀", "canary@example.com", "13977776666", "canary-name", "10.77.66.55", "QQ7766554433")
"""Name, mail, telephone, user name, address and particulars of the person; each must be in the copy, and nowhere after erasure."""


@pytest.fixture
def person(cast, settings, tmp_path) -> User:
    """嘉禾's user with something in every corner, signed in by the pages."""
    settings.DATA_DIR = tmp_path
    user = cast.jiahe
    user.username, user.name, user.email, user.phone = "canary-name", "金丝雀", "canary@example.com", "13977776666"
    user.save()
    browser = cast.clients[user.pk] = Client(REMOTE_ADDR="10.77.66.55")
    assert browser.post("/login", {"username": "canary-name", "password": cast.password}).status_code == 302
    Particulars.objects.create(user=user, qq="QQ7766554433", company="嘉禾实业")
    ticket = cast.resolved(user, title="自己的问题", contact_name="金丝雀", contact_phone="13977776666",
                           organization=cast.jiahe_company)
    questions.follow_up(ticket, by=user, body="<p>自己的追问</p>")
    cast.ask(cast.yuanfang, title="别人的问题", contact_name="别人")
    files.receive(SimpleUploadedFile("截图.txt", "金丝雀的文件".encode()), by=user)
    actions.apply(user, "admin", text="金丝雀申请")
    tokens.issue(user, "金丝雀的令牌", ["tickets.ask"])
    soon = timezone.now() + timedelta(minutes=9)
    Invitation.objects.create(organization=cast.jiahe_company, way="email", name="金丝雀", address="canary@example.com", digest="x", user=user,
                              state="accepted", expires_at=soon)
    Message.objects.create(purpose="code", number="13977776666", template="SMS_1", state="sent")
    PhoneCode.objects.create(purpose="recover", target="13977776666", session="x", user=user, expires_at=soon)
    enqueue("joining.code", {"code": 0, "username": "canary-name", "source": ""})
    return user


def copied(cast, person) -> tuple[dict, list[str]]:
    browser = cast.client(person)
    assert browser.post("/me/data/copy/").url == "/me/data/"
    work_off()
    export = Export.objects.get(user=person)
    answer = browser.get(f"/me/data/{export.pk}/")
    body = b"".join(answer.streaming_content)
    path = export.path.with_suffix(".read")
    path.write_bytes(body)
    with ZipFile(path) as zipped:
        return json.loads(zipped.read("data.json")), zipped.namelist()


def test_copy_holds_everything_of_the_person_and_nothing_of_others(cast, person):
    data, names = copied(cast, person)
    text = json.dumps(data, ensure_ascii=False)
    for canary in (*CANARIES, "自己的问题", "自己的追问", "金丝雀申请", "金丝雀的令牌"):
        assert canary in text, canary
    for other in ("别人", "李远", "补录断号凭证", "yuanfang"):
        assert other not in text, other
    assert any(name.endswith("截图.txt") for name in names)


def test_copy_is_for_the_person_alone_with_the_password_and_for_three_days(cast, person):
    copied(cast, person)
    export = Export.objects.get(user=person)
    for other in (cast.admin, cast.jiahe_boss, cast.shenji):
        browser = Client()
        browser.post("/login", {"username": other.username, "password": cast.password})
        assert browser.get(f"/me/data/{export.pk}/").status_code == 404
    session = cast.client(person).session
    session["proved_at"] = 0
    session.save()
    assert cast.client(person).get(f"/me/data/{export.pk}/").url.startswith("/me/proof/")
    Export.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    tidy({}, None)
    assert not Export.objects.exists() and not export.path.exists()


def test_three_copies_a_day(cast, person):
    answers = [cast.client(person).post("/me/data/copy/").status_code for _ in range(4)]
    assert answers == [302, 302, 302, 409]


def test_erasure_is_asked_for_and_approved_by_another(cast, person):
    browser = cast.client(person)
    browser.post("/me/data/erasure/", {"text": "离职"})
    asked = Application.objects.get(kind="erasure")
    assert "正在核对" in browser.get("/me/data/").content.decode() and User.objects.get(pk=person.pk).is_active
    assert cast.client(cast.jiahe_boss).post(f"/company/applications/{asked.pk}/decision/", {"say": "yes"}).status_code == 404
    for no in (person, cast.jiahe_boss, cast.guwen):
        with pytest.raises(Refused):
            actions.approve(asked, by=no)


def everything() -> str:
    """All rows of all tables, but for the budgets of addresses, which live a day at most."""
    found = []
    for model in set(apps.get_models()) - {Throttle}:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            found += [f"{model._meta.label}: {row}" for row in cursor.fetchall()]
    return "\n".join(found)


def test_erased_person_is_nowhere_and_the_questions_stay(cast, person):
    copied(cast, person)
    path = Export.objects.get(user=person).path
    browser = cast.client(person)
    browser.post("/me/data/erasure/", {"text": "金丝雀离职"})
    ticket = Ticket.objects.get(title="自己的问题")
    actions.approve(Application.objects.get(kind="erasure"), by=cast.zhuguan)
    work_off()
    left = [line for line in everything().splitlines() if any(canary in line for canary in CANARIES)]
    assert not [line for line in left if "自己的" not in line], left
    assert not path.exists() and browser.get("/me/").status_code == 302
    assert Client().post("/login", {"username": "canary-name", "password": cast.password}).status_code == 401
    page = cast.client(cast.guwen).get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert "自己的追问" in page and "已注销用户" in page and "13977776666" not in page
    assert cast.client(cast.jiahe_boss).get(f"/tickets/{ticket.number}/").status_code == 200


def test_a_lead_of_the_erased_is_not_sorted_by_the_name_either(cast, person):
    lead = leave_lead(by=person, name="金丝雀", company="嘉禾实业", phone="13977776666", product="总账")
    assert "jinsi" in lead.name_key
    erase(person, by=None)
    lead.refresh_from_db()
    assert lead.name == "已注销用户" and "jinsi" not in lead.name_key
