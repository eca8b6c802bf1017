"""What every test of the product can lean on."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

pytest_plugins = ["tests.requirement_report", "tests.cast", "tests.services", "tests.house_server"]

ROOT = Path(__file__).parent


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["tests.hasher.Fast"]  # the real one takes 40 ms on purpose


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real data that stands beside the checkout of the project's own developers. Skips where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder of real data beside the checkout")
    return folder
