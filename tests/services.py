"""Fixtures for PostgreSQL and Redis: those bin/test started, else throwaway ones of this session."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.machine import postgres, redis


def absent(why: str) -> None:
    """Skip a test whose service cannot be had; with REQUIRE_SERVICES=1 that is a failure."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a PostgreSQL of our own, for tests that start the product on it. Unit tests get theirs by DATABASE_URL."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    try:
        with postgres.running() as url:
            yield url
    except LookupError as why:
        absent(str(why))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """URL of a Redis of our own; what other tests put there does not matter to yours if you use names of your own."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
        return
    try:
        with redis.running() as url:
            yield url
    except LookupError as why:
        absent(str(why))
