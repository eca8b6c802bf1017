"""Whatever the OpenAPI document allows, and much that it does not, never ends in a 5xx (security row 111)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shouhou.foundation.accounts import tokens
from tests.abuse.world import undone
from tests.cast import Cast

EXAMPLES = 40
"""Requests for each operation and reader; the seed is fixed, so a run is like the one before."""


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The application of a test stays in the connection of the test, as Django's own client sees to."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def operations() -> list[Any]:
    """Every operation of the document, as the running application gives it."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    return [result.ok() for result in schema.get_all_operations()]


@pytest.mark.abuse(111)
@pytest.mark.parametrize("reader", ["jiahe", "guwen", "admin"])
def test_no_request_of_the_document_breaks_the_api(reader: str, cast: Cast) -> None:
    ticket = cast.accepted()
    headers = {"Authorization": "Bearer " + tokens.issue(cast.people[reader], "schemathesis", ["*"])}
    found = operations()
    assert len(found) >= 8
    broken: list[str] = []
    for operation in found:

        @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(), real=st.booleans())
        def once(case: Any, real: bool) -> None:
            if real and "number" in (case.path_parameters or {}):
                case.path_parameters["number"] = ticket.number
            with undone():
                answer = case.call(headers=headers)
            if answer.status_code >= 500:
                broken.append(f"{case.method} {case.formatted_path} {answer.status_code} {case.body!r:.200} {case.query!r:.200}")

        once()
    assert not broken, "\n".join(sorted(set(broken))[:30])


@pytest.mark.abuse(111)
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"1e400", b"\xff\xfe", b'{"title":1e400}', b'{"title":"a","title":"b"}', b"[" * 100_000,
                                  b'{"a":' * 5000 + b"1" + b"}" * 5000, b'{"title":{"$gt":""}}', b'{"' + b"x" * 200_000 + b'":1}'])
def test_odd_bodies_are_refused(body: bytes, cast: Cast) -> None:
    bearer = "Bearer " + tokens.issue(cast.jiahe, "odd", ["*"])
    client = cast.client()
    client.raise_request_exception = False
    answer = client.post("/api/v1/tickets", data=body, content_type="application/json", headers={"Authorization": bearer, "Idempotency-Key": "odd"})
    assert 400 <= answer.status_code < 500
    assert set(answer.json()) >= {"message"}
