"""Two web processes and one worker on PostgreSQL and Redis, as docs/operate/scale.md sets them up: what happens in one is seen in the other."""

from __future__ import annotations

import http.client
import json
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from websockets.sync.client import connect

from tests import house_server
from tests.crash.test_serve import signed_in
from tests.crash.under_fire import QUESTION, House, house, token
from tests.machine import processes

DATABASE = "shouhou_scale"


@pytest.fixture(scope="module", params=["Redis", "PostgreSQL"])
def halves(request, tmp_path_factory, postgres_url, redis_url) -> Iterator[tuple[House, House, str]]:
    """Two `serve --no-worker` on one database and one folder, the worker beside them, and the database's address; messages go by Redis, or by NOTIFY."""
    with psycopg.connect(postgres_url, autocommit=True) as wire:
        wire.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        wire.execute(f"CREATE DATABASE {DATABASE}")
    url = urlsplit(postgres_url)._replace(path=f"/{DATABASE}").geturl()
    env = {"DATABASE_URL": url, **({"REDIS_URL": redis_url} if request.param == "Redis" else {})}
    data = tmp_path_factory.mktemp("scale") / "data"
    with house(data, "--demo", "--no-worker", **env) as left, house(data, "--no-worker", **env) as right:
        worker = processes.start([sys.executable, "-m", "shouhou", "worker"], log=data.parent / "worker.log", cwd=processes.ROOT,
                                 env=house_server.environment(data, 0, **env))
        yield left, right, url
        processes.stop(worker)
    with psycopg.connect(postgres_url, autocommit=True) as wire:
        wire.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def figure(target: House, name: str) -> float:
    text = target.ask("GET", "/metrics")[1]
    return float(next(line for line in text.splitlines() if line.startswith(name + " ")).rsplit(" ", 1)[1])


def heard(tab, topic: str, within: float = 15.0) -> dict[str, object]:
    """The next message of this topic."""
    end = time.monotonic() + within
    while True:
        said = json.loads(tab.recv(timeout=max(0.1, end - time.monotonic())))
        if said.get("topic") == topic:
            return said


@pytest.mark.services
def test_a_question_asked_in_one_is_pushed_by_the_other(halves):
    left, right, url = halves
    secret = token(left.data, "jiahe", DATABASE_URL=url)
    key = signed_in(left)
    product = right.ask("GET", "/api/v1/products", secret=secret)[1]["items"][0]
    body = {**QUESTION, "product": product["name"], "module": product["modules"][0]["name"], "version": product["versions"][0]["name"],
            "kind": "应用问题", "urgency": "一般紧急"}
    number = 0
    with connect(f"ws://127.0.0.1:{left.port}/live", additional_headers={"Cookie": f"session={key}"}, origin=f"http://127.0.0.1:{left.port}") as tab:
        tab.send('{"subscribe": ["tickets.queue"]}')
        assert "tickets.queue" in tab.recv(timeout=5)
        time.sleep(1.5)  # both buses are up
        for number in range(5):
            status, said = right.ask("POST", "/api/v1/tickets", body, secret=secret, key=f"scale-{number}-{time.time()}")
            assert status == 201, said
            heard(tab, "tickets.queue")
    assert number == 4


@pytest.mark.services
def test_jobs_are_done_once_by_the_worker(halves):
    _left, _right, url = halves
    with psycopg.connect(url, autocommit=True) as wire:
        wire.execute("""INSERT INTO jobs_job (name, payload, dedup, state, due_at, attempts, worker, done, message, error, trace, created_at)
                     SELECT 'jobs.tidy', '{}', 'scale-' || n, 'ready', now(), 0, '', 0, '', '', 'asked-for-by-a-test', now()
                     FROM generate_series(1, 40) n""")
        end = time.monotonic() + 60
        while wire.execute("SELECT count(*) FROM jobs_job WHERE trace = 'asked-for-by-a-test' AND state <> 'done'").fetchone() != (0,):
            assert time.monotonic() < end
            time.sleep(0.2)
        rows = wire.execute("SELECT attempts, worker FROM jobs_job WHERE trace = 'asked-for-by-a-test'").fetchall()
        (present,) = wire.execute("SELECT array_agg(worker) FROM jobs_attendance").fetchone()
    assert len(rows) == 40
    assert {attempts for attempts, _worker in rows} == {1}
    assert {worker for _attempts, worker in rows} == set(present)


@pytest.mark.services
def test_a_session_of_one_is_good_in_the_other_and_ends_in_both(halves):
    left, right, _url = halves
    cookie = {"Cookie": f"session={signed_in(left, 'zhuguan')}"}

    def status(target: House) -> int:
        wire = http.client.HTTPConnection("127.0.0.1", target.port, timeout=20)
        wire.request("GET", "/workbench/", headers=cookie)
        return wire.getresponse().status

    assert status(right) == 200
    wire = http.client.HTTPConnection("127.0.0.1", right.port, timeout=20)
    wire.request("GET", "/workbench/", headers=cookie)
    answer = wire.getresponse()
    csrf = next(v for n, v in answer.getheaders() if n.lower() == "set-cookie" and "csrftoken" in v).split("csrftoken=")[1].split(";")[0]
    answer.read()
    wire.request("POST", "/logout", f"csrfmiddlewaretoken={csrf}", {"Content-Type": "application/x-www-form-urlencoded",
                 "Cookie": f"{cookie['Cookie']}; csrftoken={csrf}", "Origin": f"http://127.0.0.1:{right.port}"})
    assert wire.getresponse().status in {200, 302}
    assert status(left) == 302


@pytest.mark.services
def test_each_tells_its_own_figures_and_both_see_the_worker(halves):
    left, right, _url = halves
    assert figure(left, "shouhou_workers") == figure(right, "shouhou_workers") == 1
    assert figure(right, "shouhou_dead_letters") == 0
