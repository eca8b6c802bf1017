"""A table with columns of every kind."""

from __future__ import annotations

import pytest

from shouhou.foundation.grid.registry import GRIDS
from tests.doubles import repairs


@pytest.fixture(scope="session")
def repair_tables(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        repairs.make_tables()


@pytest.fixture
def grid(repair_tables, db):
    GRIDS.update({repairs.GRID.key: repairs.GRID, repairs.INDEXED.key: repairs.INDEXED})
    yield repairs.GRID
    for key in (repairs.GRID.key, repairs.INDEXED.key):
        GRIDS.pop(key, None)
