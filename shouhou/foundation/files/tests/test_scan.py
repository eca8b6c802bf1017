"""Looks that a room puts into every upload, and odd words beside a file."""

from __future__ import annotations

import base64

import pytest

from shouhou.foundation import files
from shouhou.foundation.access import Refused
from shouhou.foundation.files import File, receiving
from shouhou.foundation.files.tests.uploads import sent, upload

EICAR = base64.b64decode("WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=")


@pytest.fixture
def scanner(monkeypatch):
    monkeypatch.setattr(receiving, "SCANNERS", [])

    @files.scanner
    def look(given):
        return "含有病毒 EICAR" if EICAR in given.read() else ""


@pytest.mark.requirement("X-07")
@pytest.mark.abuse(106)
def test_what_a_scanner_finds_is_refused_and_not_kept(cast, scanner):
    with pytest.raises(Refused) as refused:
        files.receive(upload("样本.txt", EICAR), by=cast.jiahe)
    assert refused.value.fields == {"file": "“样本.txt”没有通过安全检查：含有病毒 EICAR"}
    assert not File.objects.exists()
    assert files.receive(upload("日志.txt", b"clean" * 5000), by=cast.jiahe).size == 25000


def test_a_draft_keeps_no_control_characters(cast):
    assert sent(cast.client(cast.jiahe), "a.txt", b"x", draft="提问\x00\n" + "长" * 100)["name"] == "a.txt"
    assert File.objects.get().draft == "提问" + "长" * 78


@pytest.mark.abuse(53)
@pytest.mark.parametrize("token", ["", "x", "\x00" * 22, "é" * 22, "x" * 22 + "\n", "x" * 5000])
def test_what_is_no_token_is_refused(cast, token):
    ticket = cast.ask()
    with pytest.raises(Refused) as refused:
        files.attach([token], ticket, by=cast.jiahe)
    assert refused.value.fields == {"files": "有附件已失效，请重新上传。"}


@pytest.mark.abuse(52)
def test_of_many_files_each_reader_gets_the_own(cast):
    ticket = cast.accepted()
    tokens = [sent(cast.client(cast.guwen), f"{n}.txt", b"x")["token"] for n in ("shown", "inner", "loose")]
    files.attach(tokens[:1], ticket, by=cast.guwen)
    files.attach(tokens[1:2], ticket, by=cast.guwen, audience="internal")
    rows = File.objects.order_by("id")
    seen = {name: [f.name for f in rows.visible_to(cast.people[name])] for name in ("guwen", "zhuguan", "jiahe", "jiahe-boss", "yuanfang")}
    assert seen == {"guwen": ["shown.txt", "inner.txt", "loose.txt"], "zhuguan": ["shown.txt", "inner.txt"], "jiahe": ["shown.txt"],
                    "jiahe-boss": ["shown.txt"], "yuanfang": []}
    assert rows.visible_to(None) == []
