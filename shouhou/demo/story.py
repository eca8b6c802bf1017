"""The demo company: a vendor, five customers, and a handful of questions in every state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from shouhou.aftercare.notifications.telling import silence
from shouhou.demo.agreements import entitle
from shouhou.demo.courses import lay_out as lay_out_courses
from shouhou.demo.documents import lay_out
from shouhou.demo.knowledge import be_read, know
from shouhou.demo.newcomers import come_in
from shouhou.demo.people import COMPANIES, CUSTOMERS, PASSWORD, STAFF, TREE, VENDOR
from shouhou.demo.questions import QUESTIONS, Told
from shouhou.foundation.access import grant
from shouhou.foundation.accounts.models import User
from shouhou.registry.agreements.models import Agreement
from shouhou.registry.organizations.models import Membership, Organization, Vendor
from shouhou.registry.products.models import Holding, Module, Product, Version
from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Term, Ticket


def is_told() -> bool:
    """Whether this installation already has people; then the story is not told again."""
    return User.objects.exists()


def products() -> dict[str, Product]:
    found = {}
    for place, (name, (modules, versions)) in enumerate(TREE.items()):
        product = found[name] = Product.objects.create(name=name, position=place)
        Module.objects.bulk_create([Module(product=product, name=m, position=i) for i, m in enumerate(modules)])
        Version.objects.bulk_create([Version(product=product, name=v, position=i) for i, v in enumerate(versions)])
    return found


def people(secret: str) -> dict[str, User]:
    """Staff and customers with their roles, companies and holdings."""
    made: dict[str, User] = {}
    vendor = Organization.objects.create(kind=Organization.Kind.VENDOR, name=VENDOR["name"], short_name=VENDOR["short_name"])
    Vendor.objects.create(**VENDOR)
    for username, name, roles in STAFF:
        made[username] = User.objects.create(username=username, name=name, password=secret, email=f"{username}@huicheng.example")
        Membership.objects.create(user=made[username], organization=vendor)
        grant(made[username], *roles)
    tree = products()
    today = timezone.localdate()
    for name, short, region, consultant, held, days in COMPANIES:
        company = Organization.objects.create(name=name, short_name=short, region=region, consultant=made[consultant])
        Holding.objects.bulk_create([Holding(organization=company, product=tree[p]) for p in held])
        ends_on = today + timedelta(days=days)
        Agreement.objects.create(organization=company, name="年度软件服务", number=f"FW{ends_on:%Y}{company.pk:03d}",
                                 starts_on=ends_on - timedelta(days=364), ends_on=ends_on)
    for username, name, phone, company_name, is_admin in CUSTOMERS:
        company = Organization.objects.get(name=company_name)
        made[username] = User.objects.create(username=username, name=name, phone=phone, password=secret)
        Membership.objects.create(user=made[username], organization=company, is_admin=is_admin)
        grant(made[username], "customer_admin" if is_admin else "customer")
    return made


def term(vocabulary: str, label: str) -> Term:
    return Term.objects.get(vocabulary=vocabulary, label=label)


def tell(told: Told, made: dict[str, User], now: datetime) -> Ticket:
    """One question from its asking to wherever it stands, by the same verbs that people use."""
    asker = made[told.asker]
    company = Organization.objects.get(memberships__user=asker)
    product = Product.objects.get(name=told.product)
    at = now - timedelta(hours=told.hours_ago)
    ticket = actions.ask(company, by=asker, asker=asker, title=told.title, description=told.text, contact_name=asker.name,
                         contact_phone=asker.phone, product=product, module=product.modules.get(name=told.module),
                         version=product.versions.first(), kind=term("kind", told.kind), urgency=term("urgency", told.urgency),
                         is_private=told.is_private, source="demo", at=at)
    staff: Any = made[told.consultant] if told.consultant else None
    if staff:
        at += timedelta(minutes=6)
        promised = timezone.localdate(at) + timedelta(days=told.promise_days)
        actions.accept(ticket, by=staff, note=told.acceptance, promised_on=promised, at=at)
    for verb, text, label in told.then:
        at += timedelta(minutes=told.pace)
        if verb == "handle":
            actions.handle(ticket, by=staff, body=text, outcome=term("outcome", label), classification=term("classification", told.classification), at=at)
        elif verb == "ask_back":
            actions.follow_up(ticket, by=staff, body=text, from_staff=True, at=at)
        elif verb == "follow_up":
            actions.follow_up(ticket, by=asker, body=text, at=at)
        elif verb == "send_back":
            actions.send_back(ticket, by=asker, reason=text, at=at)
        elif verb == "note":
            actions.note(ticket, by=staff, body=text, at=at)
        elif verb == "close":
            actions.close(ticket, by=asker, at=at)
    return ticket


@transaction.atomic
def load() -> None:
    """Tell the story into an empty installation; an installation that has people is left alone."""
    if is_told():
        return
    made = people(make_password(PASSWORD))
    entitle(made)
    now = timezone.now()
    with silence():
        come_in(made, made["admin"].password)
        know(made, now)
        lay_out(made, now)
        lay_out_courses(made, now)
        for told in sorted(QUESTIONS, key=lambda t: -t.hours_ago):
            tell(told, made, now)
        be_read(made)
