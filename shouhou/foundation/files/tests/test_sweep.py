"""Uploads nobody used, and bytes nobody names."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.foundation import jobs
from shouhou.foundation.files import File, blobs
from shouhou.foundation.files.jobs import swept
from shouhou.foundation.files.tests.uploads import sent


@pytest.mark.abuse(105)
def test_after_a_day_unused_uploads_are_gone_with_their_bytes(cast):
    client = cast.client(cast.jiahe)
    old, used, young = (sent(client, f"{n}.txt", n.encode())["token"] for n in ("old", "used", "young"))
    cast.ask(uploads=[used])
    File.objects.exclude(token=young).update(created_at=timezone.now() - timedelta(hours=25))
    path = blobs.path_of(File.objects.get(token=old).sha256)
    path.with_name(path.name + ".show.png").write_bytes(b"shown")
    assert swept(now=time.time() + 25 * 3600) == {"rows": 1, "blobs": 2, "missing": 0}
    assert set(File.objects.values_list("token", flat=True)) == {used, young}
    assert {p.name for p in blobs.all_blobs()} == set(File.objects.values_list("sha256", flat=True))


@pytest.mark.abuse(105)
def test_leftovers_of_a_crash_go_and_what_is_on_its_way_stays(cast):
    base = blobs.root()
    base.mkdir(parents=True)
    (base / ".0123456789abcdef").write_bytes(b"half")
    (base / ".fedcba9876543210").write_bytes(b"being written")
    os.utime(base / ".0123456789abcdef", (1, 1))
    assert swept(now=time.time())["blobs"] == 1
    assert [p.name for p in blobs.all_blobs()] == [".fedcba9876543210"]


def test_bytes_shared_with_an_attached_file_stay_and_missing_ones_are_reported(cast):
    client = cast.client(cast.jiahe)
    one, two = (sent(client, n, b"same")["token"] for n in ("a.txt", "b.txt"))
    cast.ask(uploads=[two])
    File.objects.filter(token=one).update(created_at=timezone.now() - timedelta(hours=25))
    assert swept(now=time.time() + 25 * 3600) == {"rows": 1, "blobs": 0, "missing": 0}
    assert client.get(File.objects.get().url).status_code == 200
    blobs.path_of(File.objects.get().sha256).unlink()
    assert swept(now=time.time())["missing"] == 1


def test_the_sweep_is_a_job(cast):
    jobs.enqueue("files.sweep", {})
    jobs.work_off()
    done = jobs.Job.objects.filter(name="files.sweep").latest("id")
    assert done.state == "done"


@pytest.mark.abuse(105)
def test_bytes_that_come_in_again_during_the_sweep_stay(cast, monkeypatch):
    """The same bytes are uploaded after the sweep looked at the rows: before it puts the old ones aside, and afterwards."""
    client = cast.client(cast.jiahe)
    for moment in ("rename", "unlink"):
        token = sent(client, "a.txt", b"again")["token"]
        path = blobs.path_of(File.objects.get(token=token).sha256)
        File.objects.all().delete()
        done = getattr(type(path), moment)

        def meanwhile(self, *args, moment=moment, done=done, **kwargs):
            if not File.objects.exists() and "again" in self.read_text():
                sent(client, "b.txt", b"again")
            return done(self, *args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(type(path), moment, meanwhile)
            swept(now=time.time() + 7200)
        assert File.objects.count() == 1 and path.read_bytes() == b"again", moment
        assert list(blobs.all_blobs()) == [path]
