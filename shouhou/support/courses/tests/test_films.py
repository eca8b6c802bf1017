"""What is read of a film, and what is not believed."""

from __future__ import annotations

from struct import pack

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from shouhou.support.courses.films import Unreadable, look
from shouhou.support.courses.films.film import CUT, FOREIGN, NO_PICTURE, UNSEEKABLE
from tests.doubles.films import box, element, film, mp4


@pytest.fixture
def seen(tmp_path):
    """`seen(bytes)`: what is in a file of these bytes."""

    def put(data: bytes):
        place = tmp_path / "film"
        place.write_bytes(data)
        return look(place)

    return put


@pytest.mark.parametrize(("data", "codecs", "mime"), [
    (mp4(), "H.264 / AAC", "video/mp4"), (mp4(sound=b"", is_last=True), "H.264", "video/mp4"), (mp4(codec=b"vp09", sound=b"Opus"), "VP9 / Opus", "video/mp4"),
    (mp4(codec=b"av01"), "AV1 / AAC", "video/mp4"), (film(), "VP9", "video/webm"), (film(codec="V_VP8"), "VP8", "video/webm"),
    (film(codec="V_AV1"), "AV1", "video/webm")])
def test_what_browsers_play_is_known_with_its_length(seen, data, codecs, mime):
    found = seen(data)
    assert (found.codecs, found.mime, found.seconds, found.why_not) == (codecs, mime, 60, "")
    assert (found.width, found.height) in ((1280, 720), (640, 360))


@pytest.mark.parametrize(("data", "why"), [
    (mp4(codec=b"hvc1"), FOREIGN), (mp4(codec=b"mp4v"), FOREIGN), (mp4(profile=110), FOREIGN), (mp4(sound=b"ac-3"), FOREIGN),
    (mp4(brand=b"qt  "), FOREIGN), (film(codec="V_MPEG4/ISO/AVC"), FOREIGN), (film().replace(b"webm", b"matroska", 1), None),
    (b"RIFF\0\0\0\0AVI LIST", FOREIGN), (film(is_indexed=False), UNSEEKABLE), (mp4(seconds=0), UNSEEKABLE), (mp4(fragments=True), UNSEEKABLE),
    (mp4(seconds=90_000), UNSEEKABLE)])
def test_what_they_do_not_play_or_cannot_jump_in_is_known(seen, data, why):
    if why is None:
        with pytest.raises(Unreadable):
            seen(data)  # its lengths no longer agree
    else:
        assert seen(data).why_not == why


def test_an_mp4_in_fragments_is_fine_with_an_index(seen):
    assert seen(mp4(fragments=True) + box(b"mfra", bytes(8))).why_not == ""


@pytest.mark.abuse(79)
@pytest.mark.parametrize("data", [
    b"", b"\0\0\0\x18ftypisom", mp4()[:400], mp4()[:-2000], film()[:300], film()[:-2000], b"\x1aE\xdf\xa3", b"<script>", b"#EXTM3U\nfile:///etc/passwd",
    box(b"ftyp", b"isom") + box(b"moov", box(b"mvhd", b"")), box(b"ftyp", b"isom") + pack(">I", 1) + b"moov" + pack(">Q", 1 << 62),
    box(b"ftyp", b"isom") + pack(">I", 4) + b"moov", box(b"ftyp", b"isom") + box(b"free") * 30_000,
    element(0x1A45DFA3, element(0x4282, b"webm")) + element(0x18538067, element(0xEC) * 120_000)])
def test_broken_cut_and_lying_files_are_refused_with_a_sentence(seen, data):
    with pytest.raises(Unreadable) as no:
        seen(data)
    assert str(no.value).endswith("。")


def test_sound_alone_and_missing_pictures_say_so(seen):
    for data, why in ((mp4(codec=b""), NO_PICTURE), (mp4(samples=0), CUT), (mp4()[: len(mp4()) - 5008], CUT)):
        with pytest.raises(Unreadable, match=why):
            seen(data)


def test_boxes_within_boxes_end(seen):
    deep = b""
    for _ in range(5000):
        deep = box(b"minf", deep)
    with pytest.raises(Unreadable):
        seen(box(b"ftyp", b"isom") + box(b"moov", box(b"trak", deep)) + box(b"mdat", b"x"))


@pytest.mark.abuse(79)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.sampled_from([mp4(), film(9)]), some.data())
def test_whatever_is_changed_in_a_film_it_is_read_or_refused(seen, whole, data):
    changed = bytearray(whole[: data.draw(some.integers(0, len(whole)))])
    for _ in range(data.draw(some.integers(0, 6))):
        if changed:
            changed[data.draw(some.integers(0, min(len(changed), 900) - 1))] = data.draw(some.integers(0, 255))
    try:
        assert seen(bytes(changed)).why_not in ("", FOREIGN, UNSEEKABLE)
    except Unreadable as no:
        assert str(no)


def test_a_long_film_is_read_in_a_few_steps(tmp_path, monkeypatch):
    """The pictures are never loaded: of a sparse file of 8 GB only its boxes are read."""
    place = tmp_path / "long.mp4"
    head = mp4()
    with place.open("wb") as out:
        out.write(head[: len(head) - 5008])
        out.write(pack(">I", 1) + b"mdat" + pack(">Q", 8 << 30))
        out.truncate(out.tell() - 16 + (8 << 30))
    assert look(place).why_not == ""
