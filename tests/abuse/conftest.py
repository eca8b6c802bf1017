"""Fixtures of the abuse tests."""

from tests.abuse.world import world

__all__ = ["world"]
