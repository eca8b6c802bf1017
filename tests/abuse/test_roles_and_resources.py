"""Who reaches what: the table of roles × resources (security §5.2), row by row for what exists.

A row names an address, and everybody in it who gets through; everybody else of the cast must be sent to sign in, refused, or told
that there is nothing. Where the product is stricter than the table the row says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shouhou.foundation.accounts import tokens
from shouhou.registry.agreements.models import Agreement, Level
from shouhou.registry.joining.models import Application
from shouhou.support.tickets.models import Ticket
from tests.abuse.world import undone
from tests.cast import CUSTOMERS, STAFF, Cast

EVERYBODY = ("", *CUSTOMERS, *STAFF)
"""`yuanfang` has a VIP agreement here; "" is a visitor. jiahe's questions are in the hands of `guwen`."""
CLOSED = {401, 403, 404, 409}
"""409: an action refused whoever asked."""


@dataclass(frozen=True)
class Row:
    """One resource of the table, how it is asked for, and who gets through."""

    resource: str
    address: str
    allowed: tuple[str, ...]
    method: str = "get"


ROWS = (
    Row("Ticket: own, the company's for its 管理员, and on to the desk for those who may read there", "/tickets/{number}/",
        ("jiahe", "jiahe-boss", "guwen", "diaodu", "zhuguan", "zhishi", "shenhe", "shenji")),
    Row("Ticket: C for customers", "/tickets/new/", tuple(CUSTOMERS)),
    Row("Ticket: R of the desk (assigned; tenant for dispatcher, supervisor, knowledge, auditor; stricter: finance has none)",
        "/workbench/tickets/{number}/", ("guwen", "diaodu", "zhuguan", "zhishi", "shenhe", "shenji")),
    Row("Ticket: waiting questions are the queue of consultants and hotline", "/workbench/tickets/{waiting}/",
        ("guwen", "guwen2", "rexian", "diaodu", "zhuguan", "zhishi", "shenhe", "shenji")),
    Row("Ticket: U by whoever it is assigned to, and the supervisor", "/workbench/tickets/{number}/handlings/", ("guwen", "zhuguan"), "post"),
    Row("Ticket: ageing is for those who lead", "/workbench/tickets/ageing/", ("zhuguan",)),
    Row("Customer master: R", "/workbench/customers/{company}/", ("rexian", "guwen", "guwen2", "diaodu", "zhuguan", "caiwu", "admin", "shenji")),
    Row("Customer master: U (stricter: the administrator alone)", "/workbench/customers/{company}/facts/", ("admin",)),
    Row("Users: the company's people for its 管理员 (the administrator's page is empty)", "/company/", ("jiahe-boss", "yuanfang-boss", "admin")),
    Row("Users: a customer's password by the responsible consultant, supervisor, administrator; never the hotline",
        "/workbench/accounts/{jiahe}/password/", ("guwen", "zhuguan", "admin"), "post"),
    Row("Users: the hotline offers a way back in, and the supervisor", "/workbench/recovery/{jiahe}/", ("rexian", "zhuguan", "admin")),
    Row("Users / roles: staff accounts (stricter: the auditor has none)", "/workbench/people/", ("admin",)),
    Row("Users / roles: the role editor", "/workbench/roles/", ("admin",)),
    Row("Users: applications of customers", "/workbench/applications/{application}/", ("zhuguan", "admin")),
    Row("Users: applications to the own company", "/company/applications/", ("jiahe-boss", "yuanfang-boss")),
    Row("Settings: U by the administrator", "/workbench/settings/vendor/", ("admin",)),
    Row("Settings: registration and passwords", "/workbench/settings/registration/", ("admin",)),
    Row("Settings: what goes out, R by the auditor", "/workbench/notifications/", ("admin", "shenji")),
    Row("Self: facts", "/me/facts/", (*CUSTOMERS, *STAFF)),
    Row("Self: devices", "/me/devices/", (*CUSTOMERS, *STAFF)),
    Row("Self: second step", "/me/second-factor/", (*CUSTOMERS, *STAFF)),
    Row("Self: data", "/me/data/", (*CUSTOMERS, *STAFF)),
    Row("Self: applying is for customers", "/me/applications/", tuple(CUSTOMERS)),
)


@pytest.fixture
def places(cast: Cast) -> dict[str, object]:
    """What the addresses name."""
    today = timezone.localdate()
    vip = Level.objects.filter(is_vip=True).first() or Level.objects.create(name="VIP", is_vip=True)
    Agreement.objects.create(organization=cast.yuanfang_company, name="VIP", starts_on=today, ends_on=today + timedelta(days=99), level=vip)
    return {"number": cast.accepted().number, "waiting": cast.ask(title="还没有人接").number, "company": cast.jiahe_company.pk, "jiahe": cast.jiahe.pk,
            "application": Application.objects.create(user=cast.jiahe, kind="admin", organization=cast.jiahe_company).pk}


def through(cast: Cast, row: Row, address: str) -> Iterator[str]:
    """Those who get through."""
    for name in EVERYBODY:
        browser = cast.client(cast.people[name]) if name else Client()
        with undone():
            answer = browser.get(address, follow=True) if row.method == "get" else browser.post(address)
        at_the_door = "/login" in (answer.redirect_chain[-1][0] if getattr(answer, "redirect_chain", None) else answer.headers.get("Location", ""))
        if answer.status_code not in CLOSED and not at_the_door:
            yield name


@pytest.mark.requirement("X-03")
@pytest.mark.abuse(57, 75)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.resource)
def test_those_who_may_get_through_and_nobody_else(cast: Cast, places: dict[str, object], row: Row) -> None:
    assert set(through(cast, row, row.address.format(**places))) == set(row.allowed)


@pytest.mark.abuse(71)
@pytest.mark.requirement("X-03")
def test_a_program_may_what_its_person_and_its_scopes_both_allow(cast: Cast, places: dict[str, object]) -> None:
    def status(user: str, scopes: list[str]) -> int:
        secret = tokens.issue(cast.people[user], "probe", scopes)
        return Client(headers={"Authorization": f"Bearer {secret}"}).get(f"/api/v1/tickets/{places['number']}").status_code

    assert status("jiahe", ["tickets.read_own"]) == 200
    assert status("jiahe", ["tickets.ask"]) in CLOSED
    assert {status("yuanfang", ["*"]), status("caiwu", ["*"])} <= CLOSED


@pytest.mark.requirement("X-03")
def test_vip_changes_service_never_what_is_seen(cast: Cast, places: dict[str, object]) -> None:
    assert set(Ticket.objects.visible_to(cast.yuanfang)) == set(Ticket.objects.filter(asker=cast.yuanfang))
