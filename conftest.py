"""What every test of the product can lean on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

pytest_plugins = ["tests.requirement_report", "tests.cast", "tests.services", "tests.house_server"]

ROOT = Path(__file__).parent


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["tests.hasher.Fast"]  # the real one takes 40 ms on purpose
    settings.WHITENOISE_AUTOREFRESH = True  # looks for a static file when asked, instead of for all of them with every new client


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix() -> None:
    """A database for each worker: on SQLite it lies in the worker's own memory anyway, on PostgreSQL it gets the worker's name."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    database = settings.DATABASES["default"]
    if worker and "postgresql" in database["ENGINE"]:
        database.setdefault("TEST", {})["NAME"] = f"test_{database['NAME']}_{worker}"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real data that stands beside the checkout of the project's own developers. Skips where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder of real data beside the checkout")
    return folder
