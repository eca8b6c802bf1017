"""Fixtures of the abuse tests."""

import pytest

from shouhou.support.tickets.workbench import showing
from tests.abuse.world import world

__all__ = ["world"]


@pytest.fixture(autouse=True)
def statements_of_no_mutant():
    """A statement that was compiled while a rule was changed on purpose is not kept for the tests that follow."""
    yield
    showing._by_rights.clear()
