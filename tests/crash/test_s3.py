"""Attachments in S3-compatible storage; and D24 for it: the store away or hanging does not stop a question.

Planted bugs that it must catch: without the limit on how many wait for the store at a time, uploads to a hanging store take every page's
thread, and questions wait for half a minute; without the hash on reading, a changed object is served; an orphan deleted at once,
while the same bytes come in again, is lost.
"""

from __future__ import annotations

import dataclasses
import http.client
import os
import random
import socket
import threading
import time
import uuid
from contextlib import closing
from hashlib import sha256

import pytest

from shouhou.config.env import Bucket
from shouhou.foundation.access import Refused
from shouhou.foundation.files import File, blobs, far
from shouhou.foundation.files.jobs import swept
from shouhou.foundation.files.tests.uploads import sent
from tests.crash.test_backup import question, shouhou
from tests.crash.test_serve import signed_in
from tests.crash.test_uploads import upload
from tests.crash.under_fire import house, token
from tests.machine import bucket

CONTENT = b"".join(b"%07d\n" % n for n in range(40000))


@pytest.fixture(scope="module")
def env():
    with bucket.running() as found:
        yield found


@pytest.fixture
def store(env, settings, tmp_path):
    """The product's own store with a prefix of this test's own."""
    settings.DATA_DIR = tmp_path
    settings.S3 = Bucket(env["S3_BUCKET"], env["S3_ENDPOINT"], "us-east-1", "key", "secret", f"test/{uuid.uuid4().hex}", 1 << 30)
    return far.store()


def forget_cache() -> None:
    for path in list(blobs.all_blobs()):
        path.unlink()


def test_it_goes_up_and_comes_back_whole_or_in_parts(store, cast):
    client = cast.client(cast.jiahe)
    key = sent(client, "log.txt", CONTENT)["token"]
    file = File.objects.get(token=key)
    assert store.size(file.sha256) == len(CONTENT)
    for path in (True, False):
        if path:
            forget_cache()
        whole = client.get(file.url)
        assert b"".join(whole.streaming_content) == CONTENT
    forget_cache()
    part = client.get(file.url, headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 1000-1999/{len(CONTENT)}")
    assert b"".join(part.streaming_content) == CONTENT[1000:2000]
    forget_cache()
    assert cast.client(cast.yuanfang).get(file.url).status_code == 404
    assert not list(blobs.all_blobs()), "nothing is fetched for who may not read it"


def test_a_changed_object_is_not_served(store, cast):
    client = cast.client(cast.jiahe)
    file = File.objects.get(token=sent(client, "log.txt", CONTENT)["token"])
    other = blobs.root() / "other"
    other.write_bytes(b"something else")
    store.keep(file.sha256, other)
    other.unlink()
    forget_cache()
    assert client.get(file.url).status_code == 404
    assert not list(blobs.all_blobs())


def test_the_cache_keeps_what_was_read_last(store, cast, settings):
    client = cast.client(cast.jiahe)
    files = [File.objects.get(token=sent(client, f"{n}.txt", b"%d" % n * 1000)["token"]) for n in range(4)]
    for age, file in enumerate(files):
        os.utime(blobs.path_of(file.sha256), (time.time() - 1000 + age, time.time() - 5000))
    client.get(files[0].url).close()
    assert blobs.evicted(2000) == 2
    assert {path.name for path in blobs.all_blobs()} == {files[0].sha256, files[3].sha256}
    assert b"".join(client.get(files[1].url).streaming_content) == b"1" * 1000


@pytest.mark.abuse(105)
def test_orphans_go_after_a_day_and_come_back_when_named_again(store, cast):
    client = cast.client(cast.jiahe)
    file = File.objects.get(token=sent(client, "a.txt", b"again")["token"])
    digest = file.sha256
    File.objects.all().delete()
    forget_cache()
    now = time.time()
    assert swept(now=now)["far"] == 0, "it may be on its way to its row"
    assert swept(now=now + 7200)["far"] == 1
    assert store.size(digest) is None
    File.objects.create(name="b.txt", size=5, kind="text", mime="text/plain", sha256=digest, owner=cast.jiahe)
    assert blobs.there(digest).read_bytes() == b"again", "its row came in at that moment"
    assert swept(now=now + 7300)["missing"] == 0
    assert store.size(digest) == 5, "put back"
    assert swept(now=now + 7400)["missing"] == 0
    File.objects.all().delete()
    swept(now=now + 14800)
    swept(now=now + 14800 + 2 * 86400)
    assert not list(store.kept()) and not list(store.kept(far.ASIDE))


@pytest.mark.durability("D24")
def test_away_is_said_and_the_next_do_not_wait(store, cast, settings, monkeypatch):
    client = cast.client(cast.jiahe)
    file = File.objects.get(token=sent(client, "log.txt", CONTENT)["token"])
    with closing(socket.socket()) as silent:  # takes connections and never answers
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        monkeypatch.setattr(far, "WITHIN", 1)
        settings.S3 = dataclasses.replace(settings.S3, endpoint=f"http://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(Refused, match="附件存储暂时连不上"):
            blobs.keep([b"x"], largest=10)
        first, began = time.monotonic() - began, time.monotonic()
        with pytest.raises(Refused, match="附件存储暂时连不上"):
            blobs.keep([b"y"], largest=10)
        assert first < 8
        assert time.monotonic() - began < 0.5
        assert client.get(file.url).status_code == 200, "what is here is served"
        forget_cache()
        client.raise_request_exception = False
        answer = client.get(file.url)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert cast.ask().number


@pytest.mark.durability("D24")
def test_questions_are_taken_at_once_while_the_store_hangs(tmp_path):
    data = tmp_path / "data"
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        env = {"S3_BUCKET": "x", "S3_ENDPOINT": f"http://127.0.0.1:{silent.getsockname()[1]}", "S3_ACCESS_KEY_ID": "k", "S3_SECRET_ACCESS_KEY": "s"}
        assert shouhou("demo", data=data).returncode == 0
        with house(data, "--no-worker", **env) as target:
            secret, session = token(data, "jiahe", **env), signed_in(target, "jiahe")
            body, over, told = question(target, secret), threading.Event(), []

            def sender() -> None:
                while not over.is_set():
                    try:
                        told.append(upload(target, session, b"a log\n" * 1000)[0])
                    except (OSError, http.client.HTTPException):
                        told.append(0)

            for _ in range(20):
                threading.Thread(target=sender, daemon=True).start()
            time.sleep(0.5)
            spent = []
            for n in range(30):
                began = time.monotonic()
                assert target.ask("POST", "/api/v1/tickets", body, secret=secret, key=f"s3-{n}")[0] == 201
                spent.append(time.monotonic() - began)
            over.set()
            print(f"\nquestions while the store hangs and 20 upload: longest {max(spent):.2f} s, median {sorted(spent)[15]:.3f} s")
            assert sorted(spent)[28] < 5
            assert 201 not in told


def test_moving_there_is_checked_and_can_be_repeated(env, tmp_path):
    data = tmp_path / "data"
    mine = {**env, "S3_PREFIX": "moved"}
    contents = [random.randbytes(30).hex().encode() * 200 for _ in range(5)]
    with house(data) as target:
        session = signed_in(target, "jiahe")
        assert [upload(target, session, one)[0] for one in contents] == [201] * 5
    there = {path.name for path in (data / "files").rglob("*") if len(path.name) == 64}
    assert {sha256(one).hexdigest() for one in contents} <= there
    done = shouhou("move", "--files", data=data, **mine)
    assert done.returncode == 0, done.stderr
    assert f"{len(there)} 个附件" in done.stdout
    assert "0 个附件" in shouhou("move", "--files", data=data, **mine).stdout
    kept = far.Store(Bucket(env["S3_BUCKET"], env["S3_ENDPOINT"], "us-east-1", "key", "secret", "moved", 1 << 30))
    assert set(kept.names()) == there
    backup = shouhou("backup", data=data, **mine)
    assert backup.returncode == 0, backup.stderr
    assert "附件在 s3://attachments/moved" in backup.stdout
    lost = next(path for path in (data / "files").rglob("*") if len(path.name) == 64)
    lost.write_bytes(b"changed")
    wrong = shouhou("move", "--files", data=data, **{**mine, "S3_PREFIX": "other"})
    assert wrong.returncode == 1
    assert "内容损坏" in wrong.stderr
    assert "请先设置 S3_BUCKET" in shouhou("move", "--files", data=data).stderr


@pytest.mark.services
def test_two_machines_with_folders_of_their_own_share_attachments(env, tmp_path, postgres_url, redis_url):
    """Nothing but database, Redis, bucket and key in common."""
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as wire:
        wire.execute("DROP DATABASE IF EXISTS two_machines WITH (FORCE)")
        wire.execute("CREATE DATABASE two_machines")
    same = {**env, "S3_PREFIX": "two", "DATABASE_URL": postgres_url.rsplit("/", 1)[0] + "/two_machines", "REDIS_URL": redis_url,
            "SECRET_KEY": "the same on both machines, and long enough"}
    for one in ("left", "right"):
        (tmp_path / one).mkdir()
    with house(tmp_path / "left" / "data", "--demo", "--no-worker", **same) as left, house(tmp_path / "right" / "data", "--no-worker", **same) as right:
        session = signed_in(left, "jiahe")
        status, key = upload(left, session, CONTENT)
        assert status == 201
        wire = http.client.HTTPConnection("127.0.0.1", right.port, timeout=20)
        wire.request("GET", f"/files/{key}/x", headers={"Cookie": f"session={session}", "Range": "bytes=80-159"})
        answer = wire.getresponse()
        assert (answer.status, answer.read()) == (206, CONTENT[80:160])
        assert (right.data / "files").exists()
