from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import RequestFactory

from shouhou.config.away import broken


def answer_to(error, path="/"):
    try:
        raise error
    except type(error):
        return broken(RequestFactory().get(path))


@pytest.mark.durability("D22")
@pytest.mark.parametrize("error", [OperationalError("connection refused"), OperationalError("database is locked"), InterfaceError("closed")])
def test_a_database_that_is_away_is_a_matter_of_seconds(error):
    answer = answer_to(error)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "数据库暂时连不上" in answer.content.decode()


@pytest.mark.durability("D20")
def test_a_full_disk_is_said(settings):
    for error in (OperationalError("database or disk is full"), OSError(28, "No space left on device")):
        assert answer_to(error).status_code == 507


def test_anything_else_is_our_fault_and_machines_get_json():
    assert answer_to(IntegrityError("x")).status_code == 500
    answer = answer_to(ValueError("x"), "/api/v1/tickets")
    assert answer.status_code == 500
    assert set(json.loads(answer.content)) == {"message", "fields"}
