"""From an upload to what is shown: conversion within bounds, the words of a PDF, a PDF by hand. A stand-in plays LibreOffice."""

from __future__ import annotations

import os
import socket
import stat
import sys
import time
from ast import literal_eval
from dataclasses import replace
from pathlib import Path

import pytest

from shouhou.foundation.access import Refused
from shouhou.foundation.files.tests.uploads import content
from shouhou.foundation.jobs import work_off
from shouhou.support.documents import actions, rendering
from shouhou.support.documents.bounded import Bounds, Overrun, run
from shouhou.support.documents.models import Document
from shouhou.support.documents.tests.papers import PAGES, paper, token
from tests.doubles.papers import docx, pdf

HEAD = f"#!{sys.executable} -I\nimport os, socket, subprocess, sys, time\nout = sys.argv[sys.argv.index('--outdir') + 1]\nos.makedirs(out)\n"
GOOD = HEAD + f"open(out + '/document.pdf', 'wb').write({pdf(PAGES)!r})\n"


@pytest.fixture
def soffice(tmp_path, monkeypatch):
    """`soffice(text)` puts a program of this text in place of LibreOffice."""

    def put(text: str) -> Path:
        program = tmp_path / "soffice"
        program.write_text(text)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(rendering, "converter", lambda: str(program))
        return program

    return put


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(rendering, "CONVERTING", Bounds(memory=1 << 30, seconds=1.5, largest=1 << 20))


def leftovers():
    return list((Path(rendering.settings.DATA_DIR) / "tmp").glob("document-*"))


@pytest.mark.requirement("LC-8-04")
def test_an_office_file_is_converted_in_the_background_and_shown(cast, soffice):
    soffice(GOOD)
    one = paper(cast, name="流程.docx")
    assert (one.shown, one.is_shown) == ("waiting", False)
    assert "正在转换" in cast.client(cast.jiahe).get(f"/documents/{one.pk}/").content.decode()
    work_off()
    one.refresh_from_db()
    assert one.is_shown and one.pages == 3 and "凭证整理" in one.plain and one.rendition.name == "流程.pdf"
    client = cast.client(cast.jiahe)
    url = client.get(f"/documents/{one.pk}/address/").json()["url"]
    assert content(client.get(url, headers={"Range": "bytes=0-4"})) == b"%PDF-"
    assert leftovers() == []


def test_it_is_called_as_libreoffice_is(cast, soffice, tmp_path):
    said = tmp_path / "said"
    soffice(GOOD + f"open({str(said)!r}, 'w').write(repr([sys.argv[1:], dict(os.environ), os.getcwd()]))\n")
    paper(cast, name="流程.docx")
    work_off()
    arguments, environment, folder = literal_eval(said.read_text())
    assert arguments[:2] == [f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    assert arguments[-5:] == ["--convert-to", "pdf", "--outdir", f"{folder}/out", f"{folder}/document.docx"]
    assert set(environment) <= {"PATH", "HOME", "TMPDIR", "LANG", "LC_CTYPE"} and environment["HOME"] == folder


@pytest.mark.parametrize(("text", "note"), [
    (HEAD + "sys.exit(77)", rendering.BROKEN), (HEAD + "open(out + '/document.pdf', 'w').write('<html>')", rendering.BROKEN),
    (HEAD + "os.symlink('/etc/passwd', out + '/document.pdf')", rendering.BROKEN), (HEAD + "x = bytearray(2 << 30)", rendering.BROKEN),
    (HEAD + "f = open(out + '/document.pdf', 'wb')\nf.write(b'%PDF-')\nfor n in range(9): f.write(bytes(1 << 20))", rendering.BROKEN),
    (HEAD + "time.sleep(60)", rendering.LATE)])
@pytest.mark.abuse(98)
def test_whatever_the_converter_does_ends_within_bounds(cast, soffice, quick, text, note):
    soffice(text)
    one, began = paper(cast, name="流程.docx"), time.monotonic()
    work_off()
    one.refresh_from_db()
    assert (one.shown, one.note, one.rendition) == ("failed", note, None) and time.monotonic() - began < 20
    assert note in cast.client(cast.zhishi).get(f"/workbench/documents/{one.pk}/").content.decode()
    assert leftovers() == []


def test_what_it_leaves_behind_is_killed(cast, soffice, quick, tmp_path):
    mark = tmp_path / "child"
    soffice(HEAD + f"child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\nopen({str(mark)!r}, 'w').write(str(child.pid))\n"
            + "time.sleep(60)")
    paper(cast, name="流程.docx")
    work_off()
    pid = int(mark.read_text())
    for _ in range(50):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
            os.kill(pid, 0)
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.05)
    pytest.fail("its child lives")


def test_it_has_no_network(cast, soffice, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        mark = tmp_path / "mark"
        tried = (f"try:\n    socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 1)\n    said = 'in'\nexcept OSError:\n    said = 'out'\n"
                 f"open({str(mark)!r}, 'w').write(said)\n")
        soffice(GOOD + tried)
        paper(cast, name="流程.docx")
        work_off()
    probe = os.fork()
    if probe == 0:
        try:
            os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
        except OSError:
            os._exit(1)
        os._exit(0)
    if os.waitpid(probe, 0)[1]:
        pytest.skip("this system lets ordinary processes make no namespaces")
    assert mark.read_text() == "out"


def test_a_bound_by_the_clock_is_kept(tmp_path):
    with pytest.raises(Overrun):
        run(["/bin/sleep", "30"], folder=tmp_path, bounds=Bounds(memory=1 << 30, seconds=0.3))


@pytest.mark.requirement("LC-8-04")
def test_without_a_converter_a_pdf_is_uploaded_by_hand(cast, monkeypatch):
    monkeypatch.setattr(rendering, "converter", lambda: "")
    one = paper(cast, name="流程.docx")
    client = cast.client(cast.zhishi)
    page = client.get(f"/workbench/documents/{one.pk}/").content.decode()
    assert one.shown == "missing" and "还不能在线查看" in page and "没有安装转换程序" in page
    with pytest.raises(Refused):
        actions.set_rendition(one, token(cast.zhishi, "不是.docx", docx(PAGES)), by=cast.zhishi)
    client.post(f"/workbench/documents/{one.pk}/replace/", {"files": [token(cast.zhishi, "流程.pdf")], "which": "rendition"})
    work_off()
    one.refresh_from_db()
    assert one.is_shown and one.edition == 1 and one.file.name == "流程.docx" and "凭证整理" in one.plain
    assert "data-document" in cast.client(cast.jiahe).get(f"/documents/{one.pk}/").content.decode()


def test_a_file_that_was_replaced_meanwhile_is_left_alone(cast, soffice):
    soffice(GOOD)
    one = paper(cast, name="流程.docx")
    actions.replace_file(one, token(cast.zhishi, "新.pdf", pdf(("新版",))), by=cast.zhishi)
    work_off()
    one.refresh_from_db()
    assert one.pages == 1 and one.rendition == one.file and "新版" in one.plain


def test_the_setting_names_the_program_or_turns_it_off(monkeypatch, tmp_path, settings):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for given, found in (("off", ""), (str(program), str(program)), (str(tmp_path / "none"), "")):
        settings.ENV = replace(settings.ENV, office_converter=given)
        assert rendering.converter() == found
    settings.ENV = replace(settings.ENV, office_converter="")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert rendering.converter() == str(program)


@pytest.mark.parametrize(("data", "pages", "note"), [
    (b"%PDF-1.4 nothing", 0, rendering.UNREAD), (pdf(PAGES)[:900], 0, rendering.UNREAD), (pdf(()), 0, rendering.UNREAD)])
def test_a_broken_pdf_has_no_words_and_says_so(cast, data, pages, note):
    one = paper(cast, data=data)
    work_off()
    one.refresh_from_db()
    assert (one.plain.strip("\f "), one.note) == ("", note)


@pytest.mark.abuse(98)
def test_reading_words_has_bounds(cast, monkeypatch, tmp_path):
    source = tmp_path / "a.pdf"
    source.write_bytes(pdf(PAGES))
    monkeypatch.setattr(rendering, "MOST_PAGES", 1)
    assert rendering.read(source).pages == 3 and "凭证整理" not in rendering.read(source).text
    monkeypatch.setattr(rendering, "MOST_CHARACTERS", 5)
    assert len(rendering.read(source).text) == 5
    monkeypatch.setattr(rendering, "READING", Bounds(memory=20 << 20, seconds=5))
    assert rendering.read(source).pages == 0
    monkeypatch.setattr(rendering, "READING", Bounds(memory=1 << 30, seconds=0.01))
    assert rendering.read(source).note == rendering.UNREAD


def test_documents_that_were_prepared_twice_are_the_same(cast):
    one = paper(cast)
    for _ in range(2):
        actions.prepare(one.pk, 1, one.rendition_id)
    assert Document.objects.get(pk=one.pk).pages == 3
