"""下载: videos follow the same VIP rule as documents (LC-9-05)."""

from __future__ import annotations

import pytest
from django.test import Client

from shouhou.foundation.accounts import tokens
from shouhou.foundation.events.models import Event
from shouhou.foundation.files.tests.uploads import content
from shouhou.registry.agreements.actions import write_policy
from shouhou.registry.agreements.models import Agreement, Level
from shouhou.support.courses.tests.lessons import lesson
from shouhou.support.shelf import sealing


@pytest.fixture
def one(cast):
    write_policy(by=cast.admin, open_doors=["question", "hotline", "appointment"], asks_for_code=False)
    Agreement.objects.filter(organization=cast.jiahe_company).update(level=Level.objects.get(name="VIP 服务"))
    Agreement.objects.filter(organization=cast.yuanfang_company).update(level=Level.objects.get(name="标准服务"))
    return lesson(cast, title="总账期末/结账演示")


@pytest.mark.requirement("LC-9-03", "LC-9-05")
def test_a_vip_customer_saves_the_video_under_its_title_and_it_is_noted(cast, one):
    client = cast.client(cast.jiahe)
    answer = client.post(f"/courses/{one.pk}/download/")
    saved = client.get(answer["Location"])
    assert content(saved).startswith(b"\x1aE\xdf\xa3") and saved["Content-Disposition"].startswith("attachment") and ".webm" in saved["Content-Disposition"]
    assert saved["Content-Type"] == "application/octet-stream"
    assert client.get(answer["Location"], headers={"Range": "bytes=5-9"}).status_code == 206, "a broken download goes on"
    one.refresh_from_db()
    event = Event.objects.get(verb="course.downloaded")
    assert one.download_count == 1 and event.by == cast.jiahe and event.data["edition"] == 1


@pytest.mark.requirement("LC-9-05")
@pytest.mark.abuse(52)
def test_others_read_why_and_what_to_do_and_get_it_by_no_address(cast, one):
    client = cast.client(cast.yuanfang)
    assert "VIP</a>" in client.get("/courses/").content.decode()
    page = client.post(f"/courses/{one.pk}/download/", follow=True).content.decode()
    assert "只有 VIP 用户才能下载" in page and "在线播放" in page and "申请 VIP" in page
    vip = cast.client(cast.jiahe).post(f"/courses/{one.pk}/download/")["Location"]
    assert client.get(vip).status_code == 404 and client.get(one.file.url).status_code == 404
    view = client.get(f"/courses/{one.pk}/address/").json()["url"]
    assert client.get(view).status_code == 403 and client.get(view.replace("/bytes/", "/file/")).status_code == 404
    one.refresh_from_db()
    assert one.download_count == 1 and Event.objects.filter(verb="course.downloaded").count() == 1


@pytest.mark.requirement("LC-9-05")
def test_the_vendor_may_open_saving_to_everybody(cast, one):
    write_policy(by=cast.admin, open_doors=["question", "hotline", "appointment", "download"], asks_for_code=False)
    client = cast.client(cast.yuanfang)
    assert client.get(client.post(f"/courses/{one.pk}/download/")["Location"]).status_code == 200


@pytest.mark.abuse(52, 72)
def test_an_address_for_saving_ends_with_the_agreement_the_session_and_soon(cast, one, monkeypatch):
    client = cast.client(cast.jiahe)
    url = client.post(f"/courses/{one.pk}/download/")["Location"]
    elsewhere = Client()
    elsewhere.force_login(cast.jiahe)
    assert elsewhere.get(url).status_code == 404, "another browser of the same person"
    with monkeypatch.context() as later:
        later.setitem(sealing.GOOD_FOR, "save", -1)
        assert client.get(url).status_code == 404
    assert client.get(url).status_code == 200
    Agreement.objects.filter(organization=cast.jiahe_company).delete()
    assert client.get(url).status_code == 404


def test_staff_save_it(cast, one):
    client = cast.client(cast.guwen)
    assert client.get(client.post(f"/courses/{one.pk}/download/")["Location"]).status_code == 200


def bearer(user):
    return {"Authorization": "Bearer " + tokens.issue(user, "test", ["*"])}


@pytest.mark.requirement("LC-9-05")
def test_the_api_lists_and_keeps_the_same_rule(cast, client, one):
    listed = client.get("/api/v1/courses", headers=bearer(cast.yuanfang)).json()
    assert [(row["id"], row["title"], row["seconds"]) for row in listed["items"]] == [(one.pk, one.title, 60)]
    assert client.get(f"/api/v1/courses/{one.pk}", headers=bearer(cast.yuanfang)).json()["is_shown"] is True
    no = client.get(f"/api/v1/courses/{one.pk}/file", headers=bearer(cast.yuanfang))
    assert no.status_code == 409 and "只有 VIP 用户才能下载" in no.json()["message"]
    assert content(client.get(f"/api/v1/courses/{one.pk}/file", headers=bearer(cast.jiahe))).startswith(b"\x1aE\xdf\xa3")
    assert client.get("/api/v1/courses/999999", headers=bearer(cast.jiahe)).status_code == 404
