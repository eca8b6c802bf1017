"""Staff put classes there: uploading, replacing, poster, captions, 发布, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from shouhou.foundation import files
from shouhou.foundation.access import Refused
from shouhou.foundation.files import File
from shouhou.support.courses import actions, converting
from shouhou.support.courses.models import Course
from shouhou.support.courses.tests.lessons import SAID, lesson, token
from shouhou.support.knowledge.actions import add_category, remove_category
from tests.doubles.films import film, mp4

TODAY = timezone.localdate()


@pytest.fixture
def category(cast):
    return add_category("财务", by=None)


@pytest.fixture(autouse=True)
def without_ffmpeg(monkeypatch):
    monkeypatch.setattr(converting, "converter", lambda: "")


def png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 36), "#2f6fde").save(out, "PNG")
    return out.getvalue()


def beside(cast, one, name, data, which):
    given = files.receive(SimpleUploadedFile(name, data), by=cast.zhishi).token
    return cast.client(cast.zhishi).post(f"/workbench/courses/{one.pk}/replace/", {"files": [given], "which": which}, follow=True).content.decode()


@pytest.mark.requirement("LC-9-01")
def test_several_are_uploaded_at_once_each_called_as_its_file_and_are_there_when_published(cast, category):
    given = [token(cast.zhishi, "结账.webm"), token(cast.zhishi, "核销.mp4", mp4())]
    client = cast.client(cast.zhishi)
    answer = client.post("/workbench/courses/new/", {"files": given, "category": category.pk, "publish": "1"}, follow=True)
    assert "已上传 2 个视频" in answer.content.decode()
    assert [(one.title, one.seconds, one.codecs, one.is_shown, one.is_published) for one in Course.objects.order_by("pk")] == [
        ("结账", 60, "VP9", True, True), ("核销", 60, "H.264 / AAC", True, True)]
    page = cast.client(cast.jiahe).get("/courses/").content.decode()
    assert "结账" in page and "核销" in page


@pytest.mark.parametrize(("name", "data", "why"), [
    ("老.mp4", mp4(codec=b"hvc1"), "浏览器不能播放这种编码"), ("断.mp4", mp4()[:-3000], "视频不完整"), ("录.webm", film(is_indexed=False), "不能拖动播放"),
    ("画.mov", mp4(brand=b"qt  "), "浏览器不能播放"), ("说明.txt", b"WEBVTT", "不是 MP4 或 WebM 视频"),
    ("假.mp4", b"#EXTM3U\n/etc/passwd\n", "不是 MP4 或 WebM 视频"),
    ("页.webm", b"<html><script>alert(1)</script>", "不是 MP4 或 WebM 视频"), ("坏.webm", b"\x1aE\xdf\xa3" + b"\0" * 50, "已经损坏")])
@pytest.mark.abuse(79)
def test_what_cannot_be_played_is_refused_with_a_sentence_and_the_form_stays(cast, category, name, data, why):
    answer = cast.client(cast.zhishi).post("/workbench/courses/new/", {"files": [token(cast.zhishi, name, data)], "category": category.pk})
    page = answer.content.decode()
    assert answer.status_code == 422 and why in page and name in page and not Course.objects.exists()


def test_the_form_says_what_is_taken_where_nothing_converts(cast):
    assert "服务器没有安装转换程序，其他格式请先转换" in cast.client(cast.zhishi).get("/workbench/courses/new/").content.decode()


@pytest.mark.abuse(53)
def test_somebody_elses_upload_is_not_taken(cast, category):
    with pytest.raises(Refused, match="请先上传"):
        actions.add_course(token(cast.jiahe), category=category, by=cast.zhishi)


def test_a_poster_is_painted_anew_and_only_a_picture(cast):
    one = lesson(cast)
    assert "请上传 PNG" in beside(cast, one, "a.txt", b"words", "poster")
    beside(cast, one, "封面.png", png(), "poster")
    client = cast.client(cast.jiahe)
    answer = client.get(f"/courses/{one.pk}/poster/?small")
    assert answer.status_code == 200 and answer["Content-Type"] == "image/webp" and answer["X-Content-Type-Options"] == "nosniff"
    assert f"/courses/{one.pk}/poster/?small" in client.get("/courses/").content.decode()
    assert client.get(f"/courses/{one.pk}/poster/")["Content-Type"] == "image/png"


@pytest.mark.requirement("LC-9-01")
def test_captions_are_shown_with_the_film_and_their_words_are_found(cast):
    one = lesson(cast)
    for name, data in (("a.vtt", b"hello"), ("a.txt", SAID),
                       ("a.vtt", b"WEBVTT\n\nno cue"), ("a.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n凭证整理".encode("gbk"))):
        assert "WebVTT" in beside(cast, one, name, data, "captions")
    beside(cast, one, "字幕.vtt", SAID, "captions")
    one.refresh_from_db()
    assert one.plain == "凭证整理\nGL-0012 & more"
    client = cast.client(cast.jiahe)
    answer = client.get(f"/courses/{one.pk}/captions/")
    assert answer["Content-Type"].startswith("text/vtt") and f"/courses/{one.pk}/captions/" in client.get(f"/courses/{one.pk}/").content.decode()
    assert "<mark>凭证整理</mark>" in client.get("/courses/", {"q": "凭证整理"}).content.decode()


def test_a_new_film_takes_the_place_of_the_old_and_people_begin_anew(cast):
    one = lesson(cast)
    actions.play(one, by=cast.jiahe, second=30)
    old = one.file
    beside(cast, one, "新.mp4", mp4(seconds=90), "file")
    changed = Course.objects.get()
    assert (changed.edition, changed.seconds, changed.play_count, changed.visits.get().second) == (2, 90, 1, 0)
    assert not File.objects.filter(pk=old.pk).exists() and changed.film == changed.file


def test_published_ones_are_withdrawn_before_they_are_removed_with_their_files(cast):
    one = lesson(cast)
    beside(cast, one, "字幕.vtt", SAID, "captions")
    client = cast.client(cast.zhishi)
    client.post(f"/workbench/courses/{one.pk}/verdict/", {"verb": "remove"})
    assert Course.objects.exists()
    client.post(f"/workbench/courses/{one.pk}/verdict/", {"verb": "withdraw"})
    client.post(f"/workbench/courses/{one.pk}/verdict/", {"verb": "remove"})
    assert not Course.objects.exists() and not File.objects.filter(subject=f"course:{one.pk}").exists()


def test_ticked_ones_are_judged_together(cast):
    one, other = lesson(cast, is_published=False), lesson(cast)
    page = cast.client(cast.zhishi).post("/workbench/courses/verdicts/", {"pk": [one.pk, other.pk], "verb": "publish"}, follow=True).content.decode()
    one.refresh_from_db()
    assert one.is_published and "共 1 个" in page and "已经发布" in page


def test_editing_changes_what_is_said_and_keeps_the_film(cast):
    one = lesson(cast)
    client = cast.client(cast.zhishi)
    client.post(f"/workbench/courses/{one.pk}/edit/", {"title": "新标题", "category": one.category_id, "published_on": TODAY.isoformat(), "brief": "简介"})
    changed = Course.objects.get()
    assert (changed.title, changed.brief, changed.file_id) == ("新标题", "简介", one.file_id)
    answer = client.post(f"/workbench/courses/{one.pk}/edit/", {"title": "新标题", "category": one.category_id, "published_on": TODAY.isoformat(),
                                                                "expires_on": (TODAY - timedelta(days=1)).isoformat()})
    assert answer.status_code == 422 and "有效期不能早于发布日期" in answer.content.decode()


def test_the_form_of_changes_begins_with_the_days_that_hold(cast):
    one = lesson(cast, published_on=TODAY, expires_on=TODAY + timedelta(days=30))
    page = cast.client(cast.zhishi).get(f"/workbench/courses/{one.pk}/edit/").content.decode()
    for day in (one.published_on, one.expires_on):
        assert f'value="{day.isoformat()}"' in page, "a control of type date shows no other way of writing a day, and saving would lose it"


def test_a_category_that_classes_use_stays(cast, category):
    lesson(cast, category=category)
    with pytest.raises(Refused, match="课程"):
        remove_category(category, by=cast.zhishi)


def test_only_editors_come_to_the_desk(cast):
    one = lesson(cast)
    for person in (cast.jiahe, cast.guwen, cast.rexian):
        assert cast.client(person).get(f"/workbench/courses/{one.pk}/").status_code in (403, 404)
    page = cast.client(cast.zhuguan).get("/workbench/courses/").content.decode()
    assert all(word in page for word in ("视频标题", "播放次数", "发布日期", "收藏", "下载", "时长"))
