"""Attachments on the customer's pages."""

from __future__ import annotations

import json
import re
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shouhou.foundation.files import File
from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.tests.test_portal_ask import body, filled


def picture(name="屏幕截图.png"):
    out = BytesIO()
    Image.new("RGB", (40, 30), "#2f6fde").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def sent(client, upload, **more):
    answer = client.post("/files/", {"file": upload, "draft": "tickets.ask", **more})
    assert answer.status_code in {200, 201}, answer.content
    return answer.json()


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.mark.requirement("LC-4a-09", "HJ-2-05", "X-07")
def test_several_attachments_and_pasted_pictures_belong_to_the_question(cast):
    client = cast.client(cast.jiahe)
    log = sent(client, SimpleUploadedFile("错误日志.txt", "第一行".encode(), "text/plain"))
    shot, pasted = sent(client, picture()), sent(client, picture("粘贴.png"))
    text = f'<p>如图</p><img src="{pasted["url"]}" data-file="{pasted["token"]}">'
    assert client.post("/tickets/new/", filled(cast, description=text, files=[log["token"], shot["token"]])).status_code == 302
    ticket = Ticket.objects.get()
    assert set(File.objects.filter(subject=f"ticket:{ticket.pk}").values_list("token", flat=True)) == {log["token"], shot["token"], pasted["token"]}
    page = body(client.get(f"/tickets/{ticket.number}/"))
    question = page[page.index('id="question"'):page.index('id="records"')]
    listed = page[page.index('id="attachments"'):page.index('id="other"')]
    assert pasted["url"] in question and 'class="file"' in question and "粘贴.png" not in re.sub(r"<img[^>]*>", "", question)
    assert all(name in listed for name in ("错误日志.txt", "屏幕截图.png", "粘贴.png"))


@pytest.mark.requirement("X-07", "HJ-2-06")
def test_uploaded_files_stay_with_a_refused_form(cast):
    client = cast.client(cast.jiahe)
    log = sent(client, SimpleUploadedFile("错误日志.txt", b"x", "text/plain"))
    page = body(client.post("/tickets/new/", filled(cast, title="", files=[log["token"], "no-such-token-at-all"])))
    kept = json.loads(unescape(re.search(r'data-files="([^"]*)"', page)[1]))
    assert [f["token"] for f in kept] == [log["token"]]


@pytest.mark.requirement("LC-4a-09", "LC-0b-01")
def test_files_come_with_the_form_where_no_script_runs(cast):
    client = cast.client(cast.jiahe)
    assert client.post("/tickets/new/", filled(cast, upload=[picture("一.png"), picture("二.png")])).status_code == 302
    assert sorted(File.objects.filter(subject=f"ticket:{Ticket.objects.get().pk}").values_list("name", flat=True)) == ["一.png", "二.png"]


@pytest.mark.abuse(53)
def test_a_file_of_somebody_else_cannot_be_taken(cast):
    theirs = sent(cast.client(cast.yuanfang), picture())
    answer = cast.client(cast.jiahe).post("/tickets/new/", filled(cast, files=[theirs["token"]]))
    assert answer.status_code == 422 and not Ticket.objects.exists()
    assert File.objects.get(token=theirs["token"]).subject == ""


@pytest.mark.requirement("X-07", "HJ-3-11")
def test_files_of_internal_notes_are_not_listed_nor_given(cast):
    ticket = cast.accepted()
    inner = sent(cast.client(cast.guwen), picture("内部.png"))
    actions.note(ticket, by=cast.guwen, body="<p>看图</p>", uploads=[inner["token"]])
    client = cast.client(cast.jiahe)
    assert "内部.png" not in body(client.get(f"/tickets/{ticket.number}/"))
    assert client.get(inner["url"]).status_code == 404


@pytest.mark.requirement("X-07")
def test_a_follow_up_carries_files_and_they_are_shown_beside_it(cast):
    ticket = cast.accepted()
    client = cast.client(cast.jiahe)
    shot = sent(client, picture("新截图.png"))
    client.post(f"/tickets/{ticket.number}/follow-ups/", {"follow-up-body": "<p>见图</p>", "files": [shot["token"]]})
    page = body(client.get(f"/tickets/{ticket.number}/"))
    assert "新截图.png" in page[page.index('id="records"'):page.index('id="attachments"')]
    assert re.search(r'新截图.png</a></td><td data-label="所在位置">追问', page)
