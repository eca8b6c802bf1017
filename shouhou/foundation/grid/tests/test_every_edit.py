"""Every column of every list that can be changed for many rows: changed by its room's verb, and back again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from shouhou.foundation.access import Refused
from shouhou.foundation.events.models import Event
from shouhou.foundation.grid.models import ChangedRow
from shouhou.foundation.grid.registry import GRIDS, the
from shouhou.registry.agreements.actions import leave_lead
from shouhou.registry.agreements.models import Level
from shouhou.registry.assets.actions import correct, list_serial, register
from shouhou.registry.organizations.actions import add_organization
from shouhou.registry.organizations.models import Membership
from shouhou.registry.products.models import Version
from tests.cast import Cast

Made = tuple[Any, Any, Any]
"""A row, the raw value it is given, and what the verb is called in the record."""


def agency(cast: Cast) -> Any:
    return add_organization(by=cast.admin, name="华东服务机构", kind="agency")


def membership(cast: Cast) -> Any:
    return Membership.objects.get(user=cast.jiahe)


def lead(cast: Cast) -> Any:
    return leave_lead(by=None, name="何问", company="海川机械", phone="13900001111", product="总账 8.0")


def serial(cast: Cast) -> Any:
    return list_serial(cast.product, "SN-0001-X", by=cast.admin, made_on=date(2026, 1, 2))


EDITS: dict[tuple[str, str], Callable[[Cast], Made]] = {
    ("customers", "consultant"): lambda cast: (cast.yuanfang_company, cast.guwen.pk, "organization.edited"),
    ("customers", "region"): lambda cast: (cast.yuanfang_company, "华南", "organization.edited"),
    ("customers", "address"): lambda cast: (cast.yuanfang_company, "建设路 1 号", "organization.edited"),
    ("customers", "kind"): lambda cast: (cast.yuanfang_company, "agency", "organization.edited"),
    ("customers", "parent"): lambda cast: (cast.yuanfang_company, agency(cast).pk, "organization.edited"),
    ("agencies", "parent"): lambda cast: (agency(cast), add_organization(by=cast.admin, name="华北服务机构", kind="agency").pk, "organization.edited"),
    ("agencies", "consultant"): lambda cast: (agency(cast), cast.guwen.pk, "organization.edited"),
    ("agencies", "region"): lambda cast: (agency(cast), "华南", "organization.edited"),
    ("agencies", "address"): lambda cast: (agency(cast), "建设路 1 号", "organization.edited"),
    ("members", "department"): lambda cast: (membership(cast), "财务部", "organization.departments_changed"),
    ("members", "admin"): lambda cast: (membership(cast), "True", "user.company_admin_changed"),
    ("agreements", "level"): lambda cast: (cast.jiahe_company, Level.objects.create(name="钻石").pk, "agreement.edited"),
    ("agreements", "consultant"): lambda cast: (cast.jiahe_company, cast.guwen2.pk, "organization.edited"),
    ("agreements", "region"): lambda cast: (cast.jiahe_company, "华南", "organization.edited"),
    ("staff", "active"): lambda cast: (cast.guwen2, "False", "user.disabled"),
    ("products", "active"): lambda cast: (cast.product2, "False", "product.retired"),
    ("leads", "agency"): lambda cast: (lead(cast), agency(cast).pk, "lead.handed"),
    ("assets", "state"): lambda cast: (serial(cast), "False", "asset.retired"),
    ("assets", "made"): lambda cast: (serial(cast), "2026-03-04", "asset.corrected"),
    ("assets", "version"): lambda cast: (serial(cast), Version.objects.create(product=cast.product, name="9.1").pk, "asset.corrected"),
    ("assets", "seller"): lambda cast: (serial(cast), agency(cast).pk, "asset.corrected"),
    ("tickets", "consultant"): lambda cast: (cast.accepted(title="甲"), cast.guwen2.pk, "ticket.transferred"),
}
BY = {"tickets": "zhuguan"}
ELSEWHERE = {("articles", "category"), ("articles", "state"), ("documents", "state"), ("notices", "state"), ("courses", "state")}
"""Held by the tests of their rooms."""
NEVER_EMPTY = {("leads", "agency")}
"""What had no value gets none again."""


def test_every_editable_column_is_tried() -> None:
    assert {(key, column.key) for key, grid in GRIDS.items() for column in grid.columns if column.edit} == set(EDITS) | ELSEWHERE


@pytest.mark.requirement("X-06")
@pytest.mark.parametrize("at", sorted(EDITS), ids="-".join)
def test_a_value_for_many_rows_and_back(cast: Cast, at: tuple[str, str]) -> None:
    key, name = at
    row, raw, verb = EDITS[at](cast)
    grid = the(key)
    path = grid.by_key[name].edit.field or grid.by_key[name].field
    browser = cast.client(cast.people[BY.get(key, "admin")])

    def now() -> Any:
        return grid.rows(cast.people[BY.get(key, "admin")]).filter(pk=row.pk).values_list(path, flat=True).get()

    before = now()
    where = browser.post(f"/grids/{key}/change/", {"address": "?list=1&tab=all", "back": "/workbench/", "pk": [row.pk]}).headers["Location"]
    form = browser.get(where + f"?column={name}")
    assert form.status_code == 200
    page = browser.post(where, {"column": name, "value": raw, "preview": "1"}).content.decode()
    assert "将修改" in page
    assert now() == before, "a look changes nothing"
    browser.post(where, {"column": name, "value": raw})
    assert ChangedRow.objects.get().state == "done"
    assert now() != before
    assert Event.objects.filter(verb=verb).exists()
    browser.post(where + "undo/")
    if at in NEVER_EMPTY:
        assert ChangedRow.objects.get().state == "kept"
    else:
        assert now() == before


@pytest.mark.parametrize("at", sorted(EDITS), ids="-".join)
def test_nonsense_is_refused_beside_the_field(cast: Cast, at: tuple[str, str]) -> None:
    key, name = at
    row, _raw, _verb = EDITS[at](cast)
    browser = cast.client(cast.people[BY.get(key, "admin")])
    where = browser.post(f"/grids/{key}/change/", {"address": "?list=1&tab=all", "back": "/workbench/", "pk": [row.pk]}).headers["Location"]
    answer = browser.post(where, {"column": name, "value": "\x00" + "x" * 400, "preview": "1"})
    assert answer.status_code == 422
    assert 'id="id_value-error"' in answer.content.decode()


@pytest.mark.requirement("X-06")
def test_a_version_of_another_product_is_refused(cast: Cast) -> None:
    asset = serial(cast)
    foreign = Version.objects.create(product=cast.product2, name="9.9")
    with pytest.raises(Refused):
        correct(asset, by=cast.admin, version=foreign)
    with pytest.raises(Refused):
        correct(asset, by=cast.admin, seller=cast.jiahe_company)
    register(cast.jiahe_company, "SN-0001-X", by=cast.admin)
    correct(asset, by=cast.admin, made_on=None)
    asset.refresh_from_db()
    assert (asset.made_on, asset.organization) == (None, cast.jiahe_company), "what was registered meanwhile stays"
