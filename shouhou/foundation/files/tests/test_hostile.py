"""Files that others made to break programs: each is either refused with a sentence or kept and shown as what it is."""

from __future__ import annotations

import base64
import csv
from io import BytesIO

import pytest
from PIL import Image

from shouhou.foundation.access import Refused
from shouhou.foundation.files import blobs, names, pictures, receive
from shouhou.foundation.files.tests.uploads import content, sent, upload


@pytest.fixture
def samples(shared):
    """name → (category, bytes)"""
    folder = shared / "data" / "uploads"
    with (folder / "manifest.csv").open(encoding="utf-8") as lines:
        return {row["file"]: (row["category"], (folder / "files" / row["file"]).read_bytes()) for row in csv.DictReader(lines)
                if (folder / "files" / row["file"]).is_file()}


@pytest.mark.abuse(79, 82)
@pytest.mark.requirement("X-07")
def test_every_sample_is_refused_with_a_sentence_or_kept_as_it_is(cast, samples, monkeypatch):
    monkeypatch.setattr("shouhou.foundation.files.receiving.LOOSE", 1000)
    kept, refused = {}, {}
    for name, (category, data) in samples.items():
        try:
            file = receive(upload(name, data), by=cast.jiahe)
        except Refused as no:
            refused[name] = (category, no.fields["file"])
        else:
            kept[name] = file
            assert blobs.path_of(file.sha256).read_bytes() == data
            assert category != "html-script" or file.mime == "application/octet-stream", name
            assert file.kind not in ("image", "pdf") or names.ending_of(name) in ("png", "jpg", "gif", "webp", "pdf", ""), name
    assert len(kept) + len(refused) == len(samples) > 150
    assert all("。" in said for _, said in refused.values())
    plain = [name for name, (category, _) in samples.items() if category in ("office-plain", "pdf")]
    assert set(plain) - set(kept) <= {"tika_testEXCEL_4.xls", "tika_testODTnotaZipFile.odt"}, "of 1992, and no OpenDocument at all"


@pytest.mark.abuse(103)
@pytest.mark.parametrize("name", ["pil_decompression_bomb.gif", "pil_zero_width.gif"])
def test_bombs_among_pictures_are_refused_unread(cast, samples, name):
    with pytest.raises(Refused):
        receive(upload(name, samples[name][1]), by=cast.jiahe)


@pytest.mark.abuse(103)
@pytest.mark.parametrize("name", ["tika_testJPEG_GEO.jpg", "pil_exif_gps_typeerror.jpg", "pil_truncated_jpeg.jpg", "pil_hopper_orientation_8.webp"])
def test_pictures_of_others_are_shown_without_what_their_cameras_wrote(cast, samples, name):
    client = cast.client(cast.jiahe)
    facts = sent(client, name, samples[name][1])
    body = content(client.get(facts["url"]))
    with Image.open(BytesIO(body)) as seen:
        seen.load()
        assert not seen.getexif() and not {"exif", "xmp", "comment", "photoshop"} & set(seen.info)


@pytest.mark.abuse(103)
def test_a_picture_whose_frames_grow_behind_its_head_ends_only_the_painter(cast, samples, tmp_path):
    source = tmp_path / "bomb.gif"
    source.write_bytes(samples["pil_decompression_bomb_extents.gif"][1])
    assert pictures.paint(source, tmp_path / "out", small=False) in ("", "PNG")


@pytest.mark.abuse(80)
def test_names_people_really_gave_their_files(shared):
    with (shared / "data" / "uploads" / "filenames_real.tsv").open(encoding="utf-8", errors="surrogateescape") as lines:
        given = [cell for row in csv.reader(lines, delimiter="\t") for cell in row]
    for name in given:
        kept = names.cleaned(name)
        assert kept == names.cleaned(kept) and 0 < len(kept.encode()) <= 200
        assert names.disposition(kept, inline=False).isascii()


def test_the_test_string_of_virus_scanners_is_only_for_saving(cast, shared):
    data = base64.b64decode((shared / "data" / "uploads" / "eicar.base64.txt").read_text().split()[-1])
    client = cast.client(cast.jiahe)
    answer = client.get(sent(client, "eicar.txt", data)["url"])
    assert content(answer) == data and answer["Content-Disposition"].startswith("attachment")
