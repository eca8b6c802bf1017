"""From an upload to what browsers play, by ffmpeg and within bounds. A stand-in plays ffmpeg."""

from __future__ import annotations

import stat
import sys
import time
from ast import literal_eval
from dataclasses import replace
from pathlib import Path

import pytest

from shouhou.foundation.files import blobs
from shouhou.foundation.files.tests.uploads import content
from shouhou.foundation.jobs import work_off
from shouhou.support.courses import actions, converting
from shouhou.support.courses.models import Course
from shouhou.support.courses.tests.lessons import lesson, token
from shouhou.support.documents.bounded import Bounds
from tests.doubles.films import film, mp4

HEAD = f"#!{sys.executable} -I\nimport os, sys, time\nout = sys.argv[-1]\n"
JPEG = b"\xff\xd8\xff\xe0 a picture"
GOOD = HEAD + f"open(out, 'wb').write({JPEG!r} if out.endswith('.jpg') else {film()!r} if out.endswith('.webm') else {mp4()!r})\n"


@pytest.fixture
def ffmpeg(tmp_path, monkeypatch):
    """`ffmpeg(text)` puts a program of this text in place of ffmpeg."""

    def put(text: str) -> Path:
        program = tmp_path / "ffmpeg"
        program.write_text(text)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(converting, "converter", lambda: str(program))
        return program

    return put


def leftovers():
    return list((Path(converting.settings.DATA_DIR) / "tmp").glob("document-*"))


@pytest.mark.requirement("LC-9-04")
@pytest.mark.parametrize(("name", "data", "codecs"), [
    ("老.mp4", mp4(codec=b"hvc1"), "H.264 / AAC"), ("录.webm", film(is_indexed=False), "VP9"), ("带.avi", b"RIFF\0\0\0\0AVI LIST", "H.264 / AAC"),
    ("屏.mov", mp4(brand=b"qt  "), "H.264 / AAC")])
def test_what_browsers_do_not_play_is_converted_in_the_background(cast, ffmpeg, name, data, codecs):
    ffmpeg(GOOD)
    one = lesson(cast, name=name, data=data)
    client = cast.client(cast.jiahe)
    assert (one.shown, one.is_shown) == ("waiting", False) and "正在转换" in client.get(f"/courses/{one.pk}/").content.decode()
    assert client.get(f"/courses/{one.pk}/address/").status_code == 404
    work_off()
    one = Course.objects.get()
    assert (one.is_shown, one.seconds, one.codecs) == (True, 60, codecs) and one.film != one.file and one.poster is not None
    answer = client.get(client.get(f"/courses/{one.pk}/address/").json()["url"], headers={"Range": "bytes=0-9"})
    assert answer.status_code == 206 and answer["Content-Type"] == one.film.mime and len(content(answer)) == 10
    assert leftovers() == []


def test_ffmpeg_is_called_with_the_reader_named_and_nothing_of_the_net(cast, ffmpeg, tmp_path):
    said = tmp_path / "said"
    ffmpeg(GOOD + f"open({str(said)!r}, 'a').write(repr(sys.argv[1:]) + '\\n')\n")
    lesson(cast, name="老.mp4", data=mp4(codec=b"hvc1"))
    lesson(cast, name="录.webm", data=film(is_indexed=False))
    work_off()
    calls = [literal_eval(line) for line in said.read_text().splitlines()]
    for call in calls:
        assert call[call.index("-protocol_whitelist") + 1] == "file" and "-nostdin" in call and call.index("-f") < call.index("-i")
    films = [call for call in calls if not call[-1].endswith(".jpg")]
    assert {call[call.index("-f") + 1] for call in films} == {"mov", "matroska"}
    assert any("libx264" in call and "+faststart" in call for call in films)
    assert any(call[call.index("-c") :][:2] == ["-c", "copy"] for call in films if "-c" in call)


def test_a_film_that_plays_gets_a_poster_and_stays_as_it_is(cast, ffmpeg):
    ffmpeg(GOOD)
    one = lesson(cast)
    assert one.is_shown
    work_off()
    one.refresh_from_db()
    assert one.film == one.file and one.poster.kind == "image"
    assert blobs.path_of(one.poster.sha256).read_bytes() == JPEG


def test_a_poster_of_ones_own_is_not_painted_over(cast, ffmpeg):
    ffmpeg(GOOD)
    one = lesson(cast)
    from_hand = one.file  # any file will do as a picture that was there first
    Course.objects.update(poster=from_hand)
    work_off()
    one.refresh_from_db()
    assert one.poster == from_hand


@pytest.mark.abuse(98)
@pytest.mark.parametrize(("text", "note"), [
    (HEAD + "sys.exit(1)", converting.FAILED), (HEAD + "open(out, 'w').write('<html>')", converting.FAILED),
    (HEAD + "os.symlink('/etc/passwd', out)", converting.FAILED), (HEAD + f"open(out, 'wb').write({mp4(codec=b'hvc1')!r})", converting.FAILED),
    (HEAD + "x = bytearray(2 << 30)", converting.FAILED), (HEAD + "f = open(out, 'wb')\nfor n in range(9): f.write(bytes(1 << 20))", converting.FAILED),
    (HEAD + "time.sleep(60)", converting.LATE)])
def test_whatever_ffmpeg_does_ends_within_bounds(cast, ffmpeg, monkeypatch, text, note):
    monkeypatch.setattr(converting, "CONVERTING", Bounds(memory=1 << 30, seconds=1.5, largest=1 << 20))
    ffmpeg(text)
    one, began = lesson(cast, name="老.mp4", data=mp4(codec=b"hvc1")), time.monotonic()
    work_off()
    one.refresh_from_db()
    assert (one.shown, one.note, one.film) == ("failed", note, None) and time.monotonic() - began < 20
    assert note in cast.client(cast.zhishi).get(f"/workbench/courses/{one.pk}/").content.decode()
    assert "暂时不能在线播放" in cast.client(cast.jiahe).get(f"/courses/{one.pk}/").content.decode()
    assert leftovers() == []


def test_a_film_replaced_meanwhile_is_left_alone(cast, ffmpeg):
    ffmpeg(GOOD)
    one = lesson(cast, name="老.mp4", data=mp4(codec=b"hvc1"))
    actions.replace_file(one, token(cast.zhishi), by=cast.zhishi)
    assert actions.prepare(one.pk, 1) == "gone"
    assert Course.objects.get().film == Course.objects.get().file


def test_ffmpeg_is_switched_off_by_the_setting(settings):
    settings.ENV = replace(settings.ENV, ffmpeg="off")
    assert converting.converter() == ""
    settings.ENV = replace(settings.ENV, ffmpeg=sys.executable)
    assert converting.converter() == sys.executable
