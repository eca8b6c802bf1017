"""/metrics: for operators only, in Prometheus' text form, with every family said to be there."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from shouhou.config.traffic import BOUNDS, TRAFFIC, Traffic
from shouhou.foundation.jobs.models import Job

SAMPLE = re.compile(r'([a-z_]+)(\{[a-z]+="[^"\\\n]*"(?:,[a-z]+="[^"\\\n]*")*\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)')


def read(text: str) -> dict[str, float]:
    """Every sample by its name and labels. Fails for a line that is not Prometheus' text form, or a sample without a type before it."""
    found, types = {}, {}
    for line in text.rstrip("\n").split("\n"):
        if line.startswith("# "):
            kind, name, said = line[2:].split(" ", 2)
            assert kind in {"HELP", "TYPE"}
            if kind == "TYPE":
                assert name not in types
                types[name] = said
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, line
        family = re.sub(r"_(bucket|sum|count)$", "", sample[1])
        assert sample[1] in types or types.get(family) == "histogram", line
        assert line.rsplit(" ", 1)[0] not in found, line
        found[line.rsplit(" ", 1)[0]] = float(sample[3])
    return found


def test_every_family_is_there(db, cast):
    Job.objects.create(name="wechat.send", state="dead", due_at=None)
    Job.objects.create(name="wechat.send", state="failed")
    TRAFFIC.count(200, 0.01, "login")
    found = read(Client(REMOTE_ADDR="127.0.0.1").get("/metrics").content.decode())
    assert found['shouhou_jobs{state="dead",name="wechat.send"}'] == found["shouhou_dead_letters"] == 1
    assert found['shouhou_jobs_by_state{state="failed"}'] == 1
    assert found['shouhou_requests_total{route="login",status="2xx"}'] >= 1
    assert found['shouhou_statements_total{verb="select"}'] > 0
    for name in ("shouhou_disk_free_bytes", "shouhou_memory_bytes", "shouhou_sockets", "shouhou_workers", "shouhou_jobs_oldest_due_seconds",
                 "shouhou_database_up", "shouhou_slow_statements_total", 'shouhou_database_bytes{file="database"}'):
        assert name in found, name


def test_a_histogram_adds_up():
    traffic = Traffic()
    for seconds in (0.001, 0.005, 0.03, 7):
        traffic.count(404, seconds, "x")
    traffic.count(503, 0.001, "y")
    found = read("\n".join(traffic.lines()))
    assert [found[f'shouhou_request_seconds_bucket{{route="x",le="{bound}"}}'] for bound in BOUNDS] == [2, 2, 3, 3, 3, 3, 3, 3]
    assert found['shouhou_request_seconds_bucket{route="x",le="+Inf"}'] == found['shouhou_request_seconds_count{route="x"}'] == 4
    assert found['shouhou_request_seconds_sum{route="x"}'] == pytest.approx(7.036)
    assert found['shouhou_requests_total{route="y",status="5xx"}'] == 1


@pytest.mark.abuse(74)
@pytest.mark.parametrize("given", [{"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
                                   {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer wrong"},
                                   {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer "}])
def test_nobody_else_gets_the_figures(db, settings, given):
    settings.METRICS_TOKEN = "a token for metrics"
    assert Client(**given).get("/metrics").status_code == 404
    settings.METRICS_TOKEN = ""
    assert Client(**given).get("/metrics").status_code == 404


def test_the_token_opens_them_from_elsewhere(db, settings):
    settings.METRICS_TOKEN = "a token for metrics"
    assert Client(REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer a token for metrics").get("/metrics").status_code == 200
