"""A few seconds of every fuzz target: what it began with, what was once found, and some hundred changes that are the same every day."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.fuzz.changing import changed
from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).with_name("corpus")
TURNS = 300


def test_every_target_has_seeds():
    assert set(SEEDS) == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_breaks_it(name, db):
    found = [path.read_bytes() for path in sorted((CORPUS / name).glob("*"))]
    for data in [b"", *SEEDS[name], *found]:
        TARGETS[name](data)
    random = Random(name)
    for _n in range(TURNS):
        TARGETS[name](changed(random, [*SEEDS[name], *found]))


def test_what_must_not_come_out_is_noticed(monkeypatch):
    """The proof of the targets: with a rule taken out, they find something among their own seeds."""
    monkeypatch.setattr("shouhou.foundation.kit.richtext.SCHEMES", {"http", "javascript"})
    monkeypatch.setattr("shouhou.foundation.files.names.cleaned", lambda name: name)
    monkeypatch.setattr("shouhou.foundation.accounts.next_page.local_path", lambda address: address)
    monkeypatch.setattr("tests.fuzz.targets.local_path", lambda address: address)
    monkeypatch.setattr("tests.fuzz.targets.richtext.clean", lambda markup: markup)
    for name in ("rich_text", "file_name", "next_page"):
        with pytest.raises(AssertionError):
            for data in SEEDS[name]:
                TARGETS[name](data)
