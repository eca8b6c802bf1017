"""What is taken in, under which name, and what is refused."""

from __future__ import annotations

import errno
from collections import namedtuple
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouhou.foundation.access import Refused
from shouhou.foundation.files import File, blobs, kinds, names, pictures, receive, receiving
from shouhou.foundation.files.tests.uploads import picture, sent, upload

EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 64
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
Usage = namedtuple("Usage", "total used free")


def refusal(cast, name, data, by=None):
    with pytest.raises(Refused) as no:
        receive(upload(name, data), by=by or cast.jiahe)
    return no.value.fields["file"]


def test_the_bytes_lie_under_their_hash_before_the_row_exists(cast, monkeypatch):
    seen = []
    made = File.objects.create
    monkeypatch.setattr(File.objects, "create", lambda **row: (seen.append(blobs.path_of(row["sha256"]).read_bytes()), made(**row))[1])
    file = receive(upload("日志.txt", b"first\nsecond\n", "image/png"), by=cast.jiahe, draft="tickets.ask")
    assert seen == [b"first\nsecond\n"]
    assert (file.sha256, file.size, file.kind, file.owner, file.subject) == (sha256(seen[0]).hexdigest(), 13, "text", cast.jiahe, "")
    assert len(file.token) == 22
    assert {p.name for p in blobs.all_blobs()} == {file.sha256}, "nothing half-written is left"


def test_the_same_bytes_are_kept_once(cast):
    one, two = (receive(upload(n, b"same"), by=u) for n, u in (("a.txt", cast.jiahe), ("b.txt", cast.yuanfang)))
    assert one.sha256 == two.sha256 and one.token != two.token
    assert len(list(blobs.all_blobs())) == 1


@pytest.mark.abuse(80)
@pytest.mark.parametrize(("given", "kept"), [
    ("../../etc/passwd", "passwd"), ("C:\\fakepath\\截图.png", "截图.png"), ("..", "未命名"), ("", "未命名"), (".htaccess", "htaccess"),
    ("gpj.\u202etxt.exe", "gpj.txt.exe"), ("a\x00b.txt", "ab.txt"), ("a\r\nX-Y: z.txt", "aX-Y_ z.txt"), ("CON", "_CON"), ("con.txt", "_con.txt"),
    ("Lpt1 .log", "_Lpt1 .log"), ("COM¹.txt", "_COM¹.txt"), ("报告.pdf. . ", "报告.pdf"), ("  .. x.txt", "x.txt"), ("a<b>:\"|?*.txt", "a_b______.txt"),
    ("\ud83d坏.txt", "坏.txt"), ("\u200b\u2066隐藏\u2069.txt", "隐藏.txt"), ("small", "_small"), ("e\u0301.txt", "é.txt"),
    ("日" * 300 + ".xlsx", "日" * 65 + ".xlsx"),
    ("x" * 300, "x" * 199), ("a.tar.gz", "a.tar.gz"), ("/", "未命名"), ("　全角空格　.txt　", "全角空格　.txt"), ("a/b\\c/d.txt", "d.txt"),
])
def test_names_are_made_harmless(given, kept):
    assert names.cleaned(given) == kept


@pytest.mark.abuse(80)
@given(st.text(max_size=300))
def test_any_name_can_be_written_and_sent(name):
    kept = names.cleaned(name)
    assert 0 < len(kept.encode()) <= 200 and kept == names.cleaned(kept)
    assert not set(kept) & set('/\\\x00\r\n"<>:|?*')
    header = names.disposition(kept, inline=False)
    assert header.isascii() and header.isprintable()


@pytest.mark.abuse(80)
@pytest.mark.parametrize("name", ["病毒.exe", "a.php.JPG.pHt", "x.bat. .", "x.ps1", "快捷方式.lnk", "a.jar",
                                  "a.hta", "x.Js", "a.exe\u200b", "b.msi", "a.vbs", "x.url"])
def test_what_runs_when_opened_is_refused_by_its_ending(cast, name):
    assert "可执行文件" in refusal(cast, name, b"harmless text")


@pytest.mark.parametrize(("name", "data"), [
    ("报告.txt", EXE), ("a", b"\x7fELF\x02\x01"), ("run", b"#!/bin/sh\nrm -rf /"), ("A.class.txt", b"\xca\xfe\xba\xbe\x00\x00\x004"),
    ("x.dat", b"L\x00\x00\x00\x01\x14\x02\x00"),
])
def test_programs_are_refused_by_their_content(cast, name, data):
    assert "可执行文件" in refusal(cast, name, data)


def test_a_note_that_begins_like_a_program_is_a_note(cast):
    assert receive(upload("型号.txt", "MZ-100 打印机卡纸".encode()), by=cast.jiahe).kind == "text"


@pytest.mark.abuse(82)
@pytest.mark.parametrize(("name", "data"), [
    ("截图.png", SVG), ("截图.png", b"<html><script>alert(1)</script>"), ("a.jpg", b"<?php system($_GET[0]);"), ("a.gif", b"%PDF-1.7\n"),
    ("a.pdf", b"<script>alert(1)</script>"), ("a.pdf", picture()), ("a.txt", picture()), ("a.html", picture("GIF")), ("a.docx", b"plain text"),
    ("a.xlsx", b"a,b\n1,2\n"), ("a.zip", b"Rar!\x1a\x07\x00"), ("a.png", picture("JPEG")), ("a.svg", picture()), ("a.xls", b"\x00\x01\x02" * 9),
])
def test_a_name_that_lies_about_the_content_is_refused(cast, name, data):
    assert "内容和扩展名不符" in refusal(cast, name, data)
    assert not File.objects.exists()


@pytest.mark.abuse(82)
def test_the_claim_of_the_browser_counts_for_nothing(cast):
    file = receive(upload("a.txt", SVG, "image/png"), by=cast.jiahe)
    assert (file.kind, file.mime) == ("other", "application/octet-stream")


@pytest.mark.requirement("X-07")
@pytest.mark.parametrize(("name", "data", "kind"), [
    ("a.png", picture(), "image"), ("a.JPEG", picture("JPEG"), "image"), ("粘贴", picture(), "image"), ("a.webp", picture("WEBP"), "image"),
    ("a.bmp", b"BM" + b"\x00" * 60, "other"), ("a.pdf", b"%PDF-1.7\n", "pdf"), ("a.docx", b"PK\x03\x04" + b"\x00" * 30, "office"),
    ("a.zip", b"PK\x03\x04" + b"\x00" * 30, "archive"), ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    ("a.doc", b"{\\rtf1 x}", "office"), ("导出.xls", b"<html><table>", "other"), ("导出.xls", "客户\t金额\n".encode("gb18030"), "text"),
    ("a.rar", b"Rar!\x1a\x07\x00", "archive"), ("a.7z", b"7z\xbc\xaf\x27\x1c\x00", "archive"), ("a.mp4", b"\x00\x00\x00\x18ftypmp42", "video"),
    ("a.m4a", b"\x00\x00\x00\x18ftypM4A ", "audio"), ("a.mov", b"\x00\x00\x00\x14ftypqt  ", "video"), ("IMG.HEIC", b"\x00\x00\x00\x18ftypheic", "other"),
    ("录音.amr", b"#!AMR\n", "audio"), ("a.wav", b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio"), ("a.log", "错误".encode("gb18030"), "text"),
    ("a.csv", b"a,b\n", "text"), ("a.csv", "列".encode("utf-16"), "text"), ("a.xml", b"<?xml version='1.0'?>", "other"), ("无名", b"text", "text"),
])
def test_kinds_people_send(cast, name, data, kind):
    assert receive(upload(name, data), by=cast.jiahe).kind == kind


def test_an_empty_file_is_refused(cast):
    assert "空文件" in refusal(cast, "a.txt", b"")


@pytest.mark.abuse(103)
def test_a_picture_is_measured_before_it_is_decoded(cast, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1000)
    assert "太大" in refusal(cast, "a.png", picture(size=(40, 30)))
    assert "已损坏" in refusal(cast, "a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100)
    assert not list(blobs.all_blobs())


@pytest.mark.abuse(104)
def test_large_files_are_refused_and_leave_nothing(cast, settings):
    settings.MAX_UPLOAD = 1 << 20
    assert refusal(cast, "a.log", b"x" * ((1 << 20) + 1)) == "“a.log”超过 1 MB。"
    assert not list(blobs.all_blobs()) and not File.objects.exists()


@pytest.mark.abuse(104)
def test_a_person_has_a_budget_for_a_day(cast, monkeypatch):
    monkeypatch.setattr(receiving, "A_DAY", 100)
    receive(upload("a.txt", b"x" * 60), by=cast.jiahe)
    assert "总量已到上限" in refusal(cast, "b.txt", b"x" * 60)
    receive(upload("b.txt", b"x" * 60), by=cast.yuanfang)


@pytest.mark.abuse(104)
def test_of_a_hundred_uploads_that_nobody_submits_the_later_ones_are_refused(cast):
    File.objects.bulk_create(File(name="a", size=1, kind="text", mime="text/plain", sha256="0" * 64, owner=cast.jiahe) for _ in range(receiving.LOOSE))
    assert receiving.LOOSE < 100
    assert "太多" in refusal(cast, "a.txt", b"x")


@pytest.mark.abuse(104)
def test_a_visitor_cannot_upload(cast, client):
    answer = client.post("/files/", {"file": upload("a.txt", b"x")})
    assert answer.status_code in (302, 401, 403)
    assert not File.objects.exists() and not list(blobs.all_blobs())


@pytest.mark.abuse(105)
def test_a_nearly_full_disk_refuses_uploads_and_takes_questions(cast, monkeypatch):
    monkeypatch.setattr(blobs.shutil, "disk_usage", lambda path: Usage(100 << 30, 96 << 30, 4 << 30))
    assert "磁盘空间不足" in refusal(cast, "a.txt", b"x")
    assert cast.ask().pk


@pytest.mark.abuse(105)
def test_a_disk_that_fills_up_meanwhile_is_a_refusal(cast, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(blobs.os, "fsync", full)
    assert "磁盘空间不足" in refusal(cast, "a.txt", b"x")
    assert not list(blobs.all_blobs())


@pytest.mark.abuse(81)
@pytest.mark.parametrize("bad", [upload("b.exe", EXE), upload("b.png", SVG), upload("b.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50)])
def test_a_bad_file_behind_a_good_one_refuses_both(cast, bad):
    bad.seek(0)
    answer = cast.client(cast.jiahe).post("/files/", {"file": [upload("a.txt", b"good"), bad]})
    assert answer.status_code == 400 and "b." in answer.json()["message"]
    assert not File.objects.exists()


def test_several_good_files_at_once(cast):
    answer = cast.client(cast.jiahe).post("/files/", {"file": [upload("a.txt", b"1"), upload("b.txt", b"2")]})
    assert [f["name"] for f in answer.json()["files"]] == ["a.txt", "b.txt"]


def test_no_file_and_no_multipart_are_told_so(cast):
    client = cast.client(cast.jiahe)
    assert client.post("/files/").json() == {"message": "没有收到文件。"}
    assert client.post("/files/", b"{}", content_type="application/json").status_code == 400
    assert client.get("/files/").status_code == 405


def test_an_own_upload_can_be_thrown_away_until_it_is_attached(cast):
    mine, theirs = sent(cast.client(cast.jiahe), "a.txt", b"1"), sent(cast.client(cast.yuanfang), "b.txt", b"2")
    for token in (mine["token"], theirs["token"], "x" * 22):
        assert cast.client(cast.jiahe).post(f"/files/{token}/removal/").status_code == 204
    assert list(File.objects.values_list("token", flat=True)) == [theirs["token"]]
    assert cast.client(cast.jiahe).get(mine["url"]).status_code == 404


def test_every_refused_ending_is_written_as_it_is_compared():
    assert all(e == e.lower() and "." not in e for e in kinds.REFUSED_ENDINGS)
