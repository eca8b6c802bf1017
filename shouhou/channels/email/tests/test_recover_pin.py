"""A forgotten PIN: the link goes to the company's 管理员 by mail, and works once."""

from __future__ import annotations

import re

import pytest

from shouhou.channels.email import jobs as posting
from shouhou.channels.email.server import Server
from shouhou.foundation import jobs
from shouhou.foundation.jobs import Job
from shouhou.registry.agreements.actions import ask_recovery, issue, verify
from shouhou.registry.agreements.models import CodeFormat, Recovery

SERVER = Server("mail.example", 25, "", "", False, False, "service@example.com")


@pytest.fixture
def sent(monkeypatch):
    letters = []
    monkeypatch.setattr(posting, "configured", lambda: SERVER)
    monkeypatch.setattr(posting, "post", lambda server, mail: letters.append(mail) or "id")
    return letters


@pytest.mark.requirement("YY-1-03")
def test_the_link_reaches_the_administrator_and_sets_a_pin_once(cast, sent):
    code = issue(cast.jiahe_company, by=None, form=CodeFormat.objects.get(is_default=True)).code
    cast.jiahe_boss.email, cast.jiahe.email = "boss@jiahe.example", "wang@jiahe.example"
    cast.jiahe_boss.save()
    cast.jiahe.save()
    ask_recovery(code.code, "嘉禾实业", source="192.0.2.1")
    jobs.work_off()
    assert [mail["To"].addresses[0].addr_spec for mail in sent] == ["boss@jiahe.example"]
    text = sent[0].get_content()
    secret = re.search(r"link/\?s=([\w-]+)", text)[1]
    assert code.code not in text and code.masked in text
    assert secret not in str(list(Job.objects.values())) and secret not in str(list(Recovery.objects.values()))
    cast.client().post("/service-codes/recovery/link/", {"s": secret, "new": "739164", "again": "739164"})
    assert verify(code.code, "739164", source="192.0.2.1") == code


def test_without_a_server_or_a_mailbox_nothing_is_opened(cast, sent, monkeypatch):
    cast.jiahe_boss.email = ""
    cast.jiahe_boss.save()
    code = issue(cast.jiahe_company, by=None, form=CodeFormat.objects.get(is_default=True)).code
    ask_recovery(code.code, "嘉禾实业", source="192.0.2.1")
    jobs.work_off()
    monkeypatch.setattr(posting, "configured", lambda: None)
    ask_recovery(code.code, "嘉禾实业", source="192.0.2.1")
    jobs.work_off()
    assert not sent and not Recovery.objects.exists()
