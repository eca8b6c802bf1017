"""What is sent back, to whom, and how."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from shouhou.foundation.access import Refused
from shouhou.foundation.files import File, attach, blobs, of, pages, pictures, tokens_in, url_of
from shouhou.foundation.files.policies import may_read
from shouhou.foundation.files.serving import BLOCK, serve
from shouhou.foundation.files.tests.uploads import content, picture, sent, upload
from shouhou.foundation.kit.richtext import clean

HOSTILE = {
    "a.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "b.html": b"<script>alert(1)</script>", "c.htm": b"<html>",
    "d.xhtml": b"<?xml version='1.0'?><html/>", "e.xml": b"<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?><a/>", "f.txt": b"<script>alert(1)</script>",
    "g.csv": b"=cmd|' /C calc'!A0", "h.mht": b"MIME-Version: 1.0\n", "i.json": b'{"a": 1}', "j.css": b"body{}", "k.swf": b"CWS\x09\x00\x00",
    "l.xls": b"<html><script>alert(1)</script>", "m.svgz": b"\x1f\x8b\x08\x00", "n": b"<!doctype html><script>", "o.txt": "\ufeff<script>".encode("utf-16"),
}


@pytest.mark.abuse(78, 79)
@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_browser_might_run_is_only_for_saving(cast, name):
    client = cast.client(cast.jiahe)
    answer = client.get(sent(client, name, HOSTILE[name])["url"])
    assert content(answer) == HOSTILE[name]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert re.search(r"default-src 'none'.*; sandbox$", answer["Content-Security-Policy"])


@pytest.mark.requirement("X-07")
@pytest.mark.abuse(79)
def test_a_pdf_is_shown_in_a_sandbox(cast):
    client = cast.client(cast.jiahe)
    answer = client.get(sent(client, "说明 书.pdf", b"%PDF-1.7\n/JS (app.alert(1))")["url"])
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Security-Policy"].endswith("sandbox")
    assert answer["Content-Disposition"] == "inline; filename=\"____.pdf\"; filename*=UTF-8''%E8%AF%B4%E6%98%8E%20%E4%B9%A6.pdf"


@pytest.mark.requirement("X-07")
@pytest.mark.abuse(103)
def test_a_photograph_is_shown_upright_without_its_place_and_saved_as_it_was(cast):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "secret description"
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 15.0)
    taken = picture("JPEG", (400, 200), exif=exif.tobytes(), comment=b"secret comment", xmp=b"<x:xmpmeta>secret</x:xmpmeta>")
    assert b"secret" in taken
    client = cast.client(cast.jiahe)
    facts = sent(client, "现场.jpg", taken)
    shown = client.get(facts["url"])
    body = content(shown)
    with Image.open(BytesIO(body)) as seen:
        assert seen.size == (200, 400) and not seen.getexif()
    assert b"secret" not in body and shown["Content-Type"] == "image/jpeg" and shown["Content-Disposition"].startswith("inline")
    assert content(client.get(facts["url"] + "?original")) == taken
    tiny = client.get(f"/files/{facts['token']}/small")
    with Image.open(BytesIO(content(tiny))) as seen:
        assert tiny["Content-Type"] == "image/webp" and seen.size == (200, 400)


@pytest.mark.abuse(103)
def test_large_pictures_are_shown_smaller(cast):
    client = cast.client(cast.jiahe)
    facts = sent(client, "大.png", picture(size=(3000, 900)))
    with Image.open(BytesIO(content(client.get(facts["url"])))) as seen:
        assert seen.size == (2560, 768)


def test_a_moving_picture_stays_moving(cast):
    out = BytesIO()
    others = [Image.new("RGB", (20, 20), c) for c in ("blue", "green")]
    Image.new("RGB", (20, 20), "red").save(out, "GIF", save_all=True, append_images=others, comment=b"secret")
    client = cast.client(cast.jiahe)
    body = content(client.get(sent(client, "a.gif", out.getvalue())["url"]))
    with Image.open(BytesIO(body)) as seen:
        assert seen.n_frames == 3 and b"secret" not in body


@pytest.mark.abuse(103)
def test_a_picture_that_cannot_be_decoded_is_for_saving_and_tried_once(cast, monkeypatch):
    broken = bytearray(picture("GIF"))
    broken[-20:] = b"\xff" * 20
    client = cast.client(cast.jiahe)
    facts = sent(client, "坏.gif", bytes(broken))
    tries = []
    monkeypatch.setattr(pictures, "paint", lambda *args, **more: tries.append(args) or "")
    for _ in range(2):
        answer = client.get(facts["url"])
        assert answer["Content-Disposition"].startswith("attachment") and content(answer) == bytes(broken)
        assert client.get(f"/files/{facts['token']}/small").status_code == 404
    assert len(tries) == 2, "once in place, once small"


@pytest.mark.abuse(103)
def test_painting_has_bounds(tmp_path, monkeypatch):
    source = tmp_path / "a.png"
    source.write_bytes(picture(size=(4000, 4000)))
    monkeypatch.setattr(pictures, "MEMORY", 60 << 20)
    assert pictures.paint(source, tmp_path / "out", small=True) == ""
    monkeypatch.setattr(pictures, "SECONDS", 0.001)
    assert pictures.paint(source, tmp_path / "out", small=True) == ""


@pytest.fixture
def text(cast):
    client = cast.client(cast.jiahe)
    return client, sent(client, "日志.txt", bytes(range(32, 127)) * 20)["url"], bytes(range(32, 127)) * 20


@pytest.mark.parametrize(("asked", "status", "first", "last"), [
    ("bytes=0-0", 206, 0, 0), ("bytes=10-19", 206, 10, 19), ("bytes=1890-", 206, 1890, 1899), ("bytes=-5", 206, 1895, 1899), ("bytes=-99999", 206, 0, 1899),
    ("bytes=1000-999999", 206, 1000, 1899), ("bytes=0-1,5-6", 200, 0, 1899), ("items=0-1", 200, 0, 1899), ("bytes=a-b", 200, 0, 1899),
    ("bytes=-", 200, 0, 1899), ("bytes=5-4", 200, 0, 1899),
])
def test_ranges(text, asked, status, first, last):
    client, url, data = text
    answer = client.get(url, headers={"Range": asked})
    assert answer.status_code == status and content(answer) == data[first:last + 1]
    assert answer["Content-Length"] == str(last - first + 1) and answer["Accept-Ranges"] == "bytes"
    assert answer.get("Content-Range") == (f"bytes {first}-{last}/1900" if status == 206 else None)


@pytest.mark.parametrize("asked", ["bytes=1900-", "bytes=-0", "bytes=99999999999999999999999-"])
def test_ranges_that_cannot_be_had(text, asked):
    client, url, _ = text
    answer = client.get(url, headers={"Range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */1900")


def test_tags_and_heads(text):
    client, url, _ = text
    head = client.head(url)
    assert (head.status_code, content(head), head["Content-Length"]) == (200, b"", "1900")
    tag = head["ETag"]
    for known in (tag, "W/" + tag, f'"x", {tag}'):
        assert client.get(url, headers={"If-None-Match": known}).status_code == 304
    assert client.get(url, headers={"If-None-Match": '"x"'}).status_code == 200
    assert client.get(url, headers={"Range": "bytes=0-3", "If-Range": tag}).status_code == 206
    assert client.get(url, headers={"Range": "bytes=0-3", "If-Range": '"old"'}).status_code == 200
    assert client.get(url, headers={"Range": "bytes=0-3", "If-Range": "Mon, 23 Nov 2026 00:00:00 GMT"}).status_code == 200
    assert client.post(url).status_code == 405


def test_a_large_file_is_sent_in_blocks(rf, tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"x" * 1_000_000)
    answer = serve(rf.get("/", headers={"Range": "bytes=10-900009"}), path, mime="text/plain", disposition="attachment", etag="x")
    assert [len(b) for b in answer.streaming_content] == [BLOCK, BLOCK, BLOCK, 900_000 - 3 * BLOCK]


@pytest.mark.abuse(52)
def test_nobody_else_is_given_a_file_and_nobody_learns_that_it_exists(cast):
    client = cast.client(cast.jiahe)
    mine = sent(client, "截图.png", picture())
    ticket = cast.ask(uploads=[mine["token"]])
    missing = mine["url"].replace(mine["token"], "A" * 22)
    for user in (None, cast.yuanfang, cast.yuanfang_boss):
        visitor = cast.client(user)
        for url in (mine["url"], mine["url"] + "?original", f"/files/{mine['token']}/small"):
            answer, other = visitor.get(url), visitor.get(missing)
            assert answer.status_code == 404 and len(answer.content) == len(other.content)
    for user in (cast.jiahe, cast.jiahe_boss, cast.guwen, cast.zhuguan):
        assert cast.client(user).get(mine["url"]).status_code == 200
    assert may_read(cast.jiahe, File.objects.get(subject=f"ticket:{ticket.pk}"))


@pytest.mark.abuse(52)
def test_a_loose_file_is_its_uploaders_alone_and_one_without_a_policy_is_nobodys(cast):
    mine = sent(cast.client(cast.jiahe), "a.txt", b"1")
    assert cast.client(cast.jiahe).get(mine["url"]).status_code == 200
    assert cast.client(cast.admin).get(mine["url"]).status_code == 404
    File.objects.update(subject="unheard-of:1")
    assert cast.client(cast.jiahe).get(mine["url"]).status_code == 404


@pytest.mark.abuse(52)
@pytest.mark.parametrize("token", ["1", "A" * 22, "%2e%2e", "..%2f..%2fetc", "a" * 5000, "\x00" * 22, "' OR 1=1 --' OR 1=1 --"])
def test_guessed_tokens(cast, token):
    for path in (f"/files/{token}/x.txt", f"/files/{token}/small"):
        assert cast.client(cast.jiahe).get(path).status_code == 404


def test_a_row_whose_bytes_are_gone_is_not_found(cast):
    mine = sent(cast.client(cast.jiahe), "a.txt", b"1")
    blobs.path_of(File.objects.get().sha256).unlink()
    assert cast.client(cast.jiahe).get(mine["url"]).status_code == 404


def test_all_files_of_a_subject_in_one_statement(cast, django_assert_num_queries):
    client = cast.client(cast.jiahe)
    tokens = [sent(client, f"{n}.txt", b"%d" % n)["token"] for n in range(5)]
    ticket = cast.ask(uploads=tokens)
    with django_assert_num_queries(1):
        found = of(ticket)
    assert [f.token for f in found] == tokens
    assert url_of(found[0]) == f"/files/{tokens[0]}/0.txt"


@pytest.mark.abuse(53)
def test_only_own_uploads_can_be_attached_and_only_once(cast):
    mine, theirs = sent(cast.client(cast.jiahe), "a.txt", b"1"), sent(cast.client(cast.yuanfang), "b.txt", b"2")
    ticket, other = cast.ask(), cast.ask()
    for tokens in ([theirs["token"]], [mine["token"], theirs["token"]], ["A" * 22], ["' OR 1=1"], [mine["token"]] * 2 + ["x"] * 50):
        with pytest.raises(Refused):
            attach(tokens, ticket, by=cast.jiahe)
    assert not File.objects.exclude(subject="").exists()
    attach([mine["token"], mine["token"]], ticket, by=cast.jiahe, part="entry:1", audience="internal")
    file = File.objects.get(token=mine["token"])
    assert (file.subject, file.part, file.audience, file.draft) == (f"ticket:{ticket.pk}", "entry:1", "internal", "")
    attach([mine["token"]], ticket, by=cast.jiahe)
    file.refresh_from_db()
    assert file.audience == "internal", "naming it again opens nothing"
    with pytest.raises(Refused, match="失效"):
        attach([mine["token"]], other, by=cast.jiahe)


def test_pictures_of_a_text_are_known_by_their_tokens(cast):
    facts = sent(cast.client(cast.jiahe), "粘贴 图&1.png", picture())
    text = clean(f'<p>看 <img src="{facts["url"]}"> <a href="{facts["url"]}">同一个</a> <img src="https://evil.example/files/{"B" * 22}/x.png"></p>')
    assert tokens_in(text) == [facts["token"]]


def test_what_a_page_is_told(cast):
    facts = sent(cast.client(cast.jiahe), "截图.png", picture())
    assert set(facts) >= {"token", "name", "size", "kind", "url", "is_image"} and facts["is_image"]
    assert pages.described(File.objects.get()) == facts
    assert upload("a", b"b").size == 1
