"""The question form and the API are one door: for every agreement, code and policy both let in or both refuse, as `decide` says."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouhou.foundation.accounts import tokens
from shouhou.registry.agreements.actions import add_agreement, grant, issue, spend, suspend, write_level, write_policy
from shouhou.registry.agreements.doors import Door
from shouhou.registry.agreements.entitlement import decide
from shouhou.registry.agreements.models import Agreement, CodeFormat, Level
from shouhou.support.tickets.models import Ticket

TODAY = timezone.localdate()
AGREEMENT = st.fixed_dictionaries({
    "starts": st.integers(-40, 5), "days": st.integers(0, 60), "doors": st.sets(st.sampled_from(list(Door.values))),
    "only": st.sampled_from(["all", "first", "second"]), "prepaid": st.booleans(), "left": st.booleans()})
WORLD = st.fixed_dictionaries({
    "agreements": st.lists(AGREEMENT, max_size=3), "open": st.sets(st.sampled_from(list(Door.values))), "asks_for_code": st.booleans(),
    "suspended": st.booleans(), "code_for": st.sampled_from(["all", "first", "second"]), "about": st.sampled_from(["first", "second"])})


def arrange(cast, drawn, products):
    """The world as drawn; answers the code with its PIN."""
    Agreement.objects.filter(organization=cast.jiahe_company).delete()
    write_policy(by=None, open_doors=drawn["open"], asks_for_code=drawn["asks_for_code"])
    for n, one in enumerate(drawn["agreements"]):
        level = write_level(Level(), by=None, name=f"级别 {n}", priority=10 + n, doors=one["doors"], is_prepaid=one["prepaid"])
        begins = TODAY + timedelta(days=one["starts"])
        agreement = add_agreement(cast.jiahe_company, by=None, starts_on=begins, ends_on=begins + timedelta(days=one["days"]), level=level,
                                  products=products.get(one["only"], []))
        hours = grant(agreement, "hours", Decimal(1), by=None)
        if not one["left"]:
            spend(hours, Decimal(1), by=None, reason="用完")
    made = issue(cast.jiahe_company, by=None, form=CodeFormat.objects.get(is_default=True), with_pin=True,
                 product=next(iter(products.get(drawn["code_for"], [])), None))
    if drawn["suspended"]:
        suspend(made.code, by=None, reason="试")
    return made


def by_form(cast, product, made, drawn):
    browser = Client()
    browser.force_login(cast.jiahe)
    if drawn["asks_for_code"]:
        browser.post("/service-codes/verification/", {"code": made.code.code, "pin": made.pin, "next": "/tickets/new/"})
    answer = browser.post("/tickets/new/", {"contact_name": "王佳", "contact_phone": "13800138000", "product": product.pk, "title": "总账无法结账",
                                            "description": "<p>断号</p>"})
    assert answer.status_code in {302, 403, 422}, answer.status_code
    return "/tickets/OD" in answer.headers.get("Location", "")


def by_api(cast, product, made, drawn):
    code = {"service_code": made.code.code, "service_pin": made.pin} if drawn["asks_for_code"] else {}
    answer = Client(headers={"Authorization": f"Bearer {tokens.issue(cast.jiahe, 'x', ['*'])}"}).post("/api/v1/tickets", {
        "title": "总账无法结账", "description": "断号", "contact_name": "王佳", "contact_phone": "13800138000", "product": product.pk, **code},
        content_type="application/json")
    assert answer.status_code in {201, 409, 422}, answer.content
    return answer.status_code == 201


@pytest.mark.abuse(136)
@pytest.mark.requirement("YY-2-02", "YY-2-07")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=WORLD)
def test_the_doors_never_differ(cast, drawn):
    products = {"first": [cast.product], "second": [cast.product2]}
    product = products[drawn["about"]][0]
    with transaction.atomic():
        cache.clear()
        made = arrange(cast, drawn, products)
        wanted = decide(made.code if drawn["asks_for_code"] else cast.jiahe_company, product=product, door=Door.QUESTION).allowed
        form, api = by_form(cast, product, made, drawn), by_api(cast, product, made, drawn)
        count = Ticket.objects.count()
        transaction.set_rollback(True)
    assert form == api == wanted
    assert count == form + api


def test_refused_the_customer_is_shown_the_way_to_an_agency(cast):
    Agreement.objects.filter(organization=cast.jiahe_company).delete()
    write_policy(by=cast.admin, open_doors=[], asks_for_code=False)
    page = cast.client(cast.jiahe).get("/tickets/new/")
    assert page.status_code == 403 and "/leads/new/" in page.content.decode() and "还没有购买服务" in page.content.decode()
    assert cast.client(cast.yuanfang).get("/tickets/new/").status_code == 200


def test_staff_file_for_whom_they_will(cast):
    Agreement.objects.filter(organization=cast.jiahe_company).delete()
    write_policy(by=cast.admin, open_doors=[], asks_for_code=True)
    cast.ask(cast.jiahe_boss, organization=cast.jiahe_company, asker=None)
    assert Ticket.objects.count() == 1


@pytest.mark.requirement("YY-2-02")
def test_where_the_vendor_wants_it_code_and_pin_come_first(cast):
    write_policy(by=cast.admin, open_doors=[], asks_for_code=True)
    made = issue(cast.jiahe_company, by=None, form=CodeFormat.objects.get(is_default=True), with_pin=True)
    browser = cast.client(cast.jiahe)
    assert browser.get("/tickets/new/").headers["Location"] == "/service-codes/verification/?next=/tickets/new/"
    typed = {"code": made.code.code, "pin": made.pin, "next": "https://evil.example/"}
    assert browser.post("/service-codes/verification/", {**typed, "pin": "1"}).status_code == 422
    assert browser.post("/service-codes/verification/", typed).headers["Location"] == "/"
    assert browser.get("/tickets/new/").status_code == 200
    assert cast.client(cast.yuanfang).post("/service-codes/verification/", typed).status_code == 422, "another company's code does not help"
