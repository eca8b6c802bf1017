"""Every test of this room has a store of its own."""

import pytest


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.DATA_DIR = tmp_path
