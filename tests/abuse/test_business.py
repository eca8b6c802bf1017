"""Steps left out, fields of others, other origins, somebody who left, calls beside the guarded ones."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

import shouhou
from shouhou.foundation.accounts import tokens
from shouhou.support.tickets.models import Entry, Ticket
from tests.cast import Cast

ROOT = Path(shouhou.__file__).parent
SPEAKERS = {"httpx", "requests", "urllib.request", "urllib3", "aiohttp", "http.client", "smtplib", "ftplib", "telnetlib", "poplib", "imaplib"}
MAY_SPEAK = {"channels/wechat/client.py", "channels/sms/client.py", "channels/email/server.py", "channels/email/posting.py", "config/commands/drill.py",
             "foundation/search/opensearch.py"}
"""Who may call out over a library made for it: the guarded clients of the channels, and the drill, which only signs in to what it has restored beside."""
EXTRA = {"state": "closed", "status": "closed", "number": "OD000000777", "accepted_by": "1", "consultant": "1", "organization": "1", "asker": "1",
         "created_at": "2001-01-01", "closed_at": "2001-01-01", "promised_on": "2001-01-01", "source": "import", "classification": "1", "outcome": "1",
         "is_private": "", "fee": "0", "id": "999", "pk": "999"}


def standing(ticket: Ticket) -> dict[str, object]:
    """Every column of a question but those that any answer moves."""
    return {name: value for name, value in Ticket.objects.filter(pk=ticket.pk).values()[0].items() if not name.endswith(("updated_at", "_at", "activity"))}


@pytest.mark.abuse(63)
def test_a_customers_answer_changes_nothing_but_itself(cast: Cast) -> None:
    ticket = cast.accepted(cast.jiahe, is_private=True)
    before = standing(ticket)
    client = cast.client(cast.jiahe)
    client.post(f"/tickets/{ticket.number}/follow-ups/", {**EXTRA, "follow-up-body": "<p>请尽快。</p>", "_key": "a"})
    assert Entry.objects.filter(ticket=ticket, body__contains="请尽快").exists()
    after = standing(ticket)
    changed = {name for name in before if before[name] != after[name]}
    assert not changed & {"state", "number", "organization_id", "asker_id", "is_private", "source", "consultant_id", "promised_on"}, changed
    assert (Ticket.objects.get(pk=ticket.pk).created_at, Ticket.objects.get(pk=ticket.pk).number) == (ticket.created_at, ticket.number)


@pytest.mark.abuse(139)
@pytest.mark.parametrize(("made", "who", "paths"), [
    ("ask", "guwen", ("/workbench/tickets/{}/handlings/",)),
    ("ask", "jiahe", ("/tickets/{}/returns/",)),
    ("accepted", "jiahe", ("/tickets/{}/returns/",)),
    ("resolved", "guwen2", ("/workbench/tickets/{}/acceptance/", "/workbench/tickets/{}/handlings/")),
])
def test_no_step_can_be_left_out(cast: Cast, made: str, who: str, paths: tuple[str, ...]) -> None:
    ticket = getattr(cast, made)(cast.jiahe)
    before, entries = Ticket.objects.get(pk=ticket.pk).state, Entry.objects.filter(ticket=ticket).count()
    for path in paths:
        assert cast.client(cast.people[who]).post(path.format(ticket.number), filled(cast)).status_code < 500
    assert (Ticket.objects.get(pk=ticket.pk).state, Entry.objects.filter(ticket=ticket).count()) == (before, entries)


def test_the_same_form_is_good_where_the_step_is_due(cast: Cast) -> None:
    ticket = cast.accepted(cast.jiahe)
    assert cast.client(cast.guwen).post(f"/workbench/tickets/{ticket.number}/handlings/", filled(cast)).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).state == "resolved"
    assert cast.client(cast.jiahe).post(f"/tickets/{ticket.number}/returns/", filled(cast)).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).state != "resolved"


def filled(cast: Cast) -> dict[str, object]:
    """The fields of accepting, handling and sending back, filled in well."""
    fields = {"body": "<p>跳过。</p>", "note": "跳过", "reason": "<p>跳过</p>", "promised_on": str(timezone.localdate() + timedelta(days=2)),
              "outcome": cast.term("outcome", "完全处理").pk, "classification": cast.term("classification", "其他问题").pk}
    return {"_key": "a", **{f"{form}-{name}": value for form in ("accept", "handle", "return") for name, value in fields.items()}}


@pytest.mark.abuse(97)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "https://testserver", "file://", "http://localhost:1"])
def test_no_other_origin_may_read_or_write(cast: Cast, origin: str) -> None:
    client = cast.client(cast.jiahe)
    for path in ("/", "/tickets/open/", "/api/v1/tickets", "/live/poll", "/login"):
        for ask in (client.get, client.options):
            assert not [name for name in ask(path, headers={"Origin": origin}).headers if name.lower().startswith("access-control-")]
    strict = Client(enforce_csrf_checks=True, headers={"Origin": origin})
    strict.force_login(cast.jiahe)
    token = strict.get("/login").cookies.get("csrftoken")
    given = {"csrfmiddlewaretoken": token.value if token else "x" * 64}
    assert strict.post(f"/tickets/{cast.accepted(cast.jiahe).number}/follow-ups/", {**given, "body": "<p>别的网站</p>"}).status_code == 403


@pytest.mark.abuse(148)
def test_somebody_who_left_has_nothing_left(cast: Cast) -> None:
    client, secret = cast.client(cast.guwen), tokens.issue(cast.guwen, "脚本", ["*"])
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.get("/workbench/").status_code == 200
    assert Client().get("/api/v1/tickets", headers=bearer).status_code == 200
    cast.guwen.is_active = False
    cast.guwen.save()
    assert client.get("/workbench/").status_code == 302
    assert client.get("/live/poll?topics=tickets.queue").status_code in {302, 401, 403}
    assert Client().get("/api/v1/tickets", headers=bearer).status_code == 401
    answer = Client().post("/login", {"username": "guwen", "password": cast.password})
    assert answer.status_code != 302


@pytest.mark.abuse(123)
def test_only_the_guarded_clients_call_out() -> None:
    found = set()
    for path in ROOT.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else (
                [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)] if isinstance(node, ast.ImportFrom) and node.module else [])
            if SPEAKERS & set(names):
                found.add(path.relative_to(ROOT).as_posix())
    assert found <= MAY_SPEAK, found - MAY_SPEAK
    assert "channels/wechat/client.py" in found
