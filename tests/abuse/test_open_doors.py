"""Each rule about rows, by hand, with every clause of it taken away once; and the two great doors, taken off, are noticed by the crawl (security row 75)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from shouhou.aftercare.notifications.models import Delivery, Notice
from shouhou.channels.kingdee.models import Link
from shouhou.channels.sms.models import Message
from shouhou.faces.centre.models import Export as PersonalExport
from shouhou.foundation.accounts.models import User
from shouhou.foundation.files import File
from shouhou.foundation.files import pages as file_pages
from shouhou.foundation.grid.models import Change, View
from shouhou.foundation.grid.models import Export as GridExport
from shouhou.foundation.imports.models import Import
from shouhou.registry.agreements.models import Agreement, Lead, ServiceCode
from shouhou.registry.assets.models import Asset
from shouhou.registry.joining.models import Invitation
from shouhou.registry.organizations.models import Membership, Organization
from shouhou.registry.products.models import Product
from shouhou.support.courses.models import Course
from shouhou.support.documents.models import Document
from shouhou.support.knowledge.models import Category
from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Entry
from shouhou.support.tickets.models.ticket import Tickets
from tests.abuse.crawl import leaks
from tests.abuse.mutants import mutants
from tests.abuse.world import World
from tests.cast import Cast

ELSEWHERE = {"Ticket": "test_visibility.py", "File": "the policies of the rooms, and below", "Application": "joining's test_apply.py",
             "Article": "knowledge's test_read.py and test_review.py"}
SEEN = {  # model → person → marks of what this person sees; "" is a visitor
    Organization: {"jiahe": "j", "yuanfang": "y", "guwen": "jylv", "caiwu": "jylv", "admin": "jylv", "zhishi": "v", "": ""},
    Agreement: {"jiahe": "j", "yuanfang": "y", "caiwu": "jyl", "admin": "jyl", "zhishi": "", "": ""},
    Asset: {"jiahe": "j", "yuanfang": "y", "guwen": "juy", "zhishi": "", "": ""},
    ServiceCode: {"jiahe": "j", "yuanfang": "y", "admin": "jly", "guwen": "", "": ""},
    Lead: {"rexian": "nw", "station": "n", "jiahe": "", "": ""},
    Import: {"admin": "az", "zhuguan": "z", "jiahe": "", "": ""},
    Product: {"jiahe": "12o", "yuanfang": "2", "loose": "12", "guwen": "12o", "admin": "12o", "caiwu": "", "": ""},
    Notice: {"jiahe": "m", "yuanfang": "", "admin": "", "": ""},
    Document: {"jiahe": "o", "caiwu": "o", "zhishi": "deop", "": ""},
    Course: {"jiahe": "o", "caiwu": "o", "zhishi": "deop", "": ""},
    Invitation: {"jiahe-boss": "i", "was-boss": "", "yuanfang-boss": "", "jiahe": "", "admin": "", "": ""},
    Message: {"admin": "m", "shenji": "", "jiahe-boss": "", "": ""},
    Delivery: {"admin": "d", "shenji": "d", "jiahe": "", "zhuguan": "", "": ""},
    Link: {"admin": "k", "zhuguan": "", "jiahe-boss": "", "": ""},
    View: {"guwen": "os", "guwen2": "s", "zhuguan": "", "jiahe": "", "": ""},
    Change: {"guwen": "c", "zhuguan": "", "admin": "", "": ""},
    GridExport: {"guwen": "e", "zhuguan": "", "admin": "", "": ""},
    PersonalExport: {"jiahe": "p", "jiahe-boss": "", "admin": "", "": ""},
    Entry: {"jiahe": "a", "yuanfang": "a", "guwen": "an", "shenji": "an", "caiwu": "a", "": "a"},
}
SAME = {
    "operand 1 left out in: not isinstance(user, User) or not can(user, 'products.read')",  # whoever is no User can do nothing
    "operand 2 left out in: can(user, 'organizations.read') or can(user, 'products.edit')",  # no role of the product edits without reading
}
"""Changes after which the rule is the same."""


@pytest.fixture
def marks(cast: Cast) -> dict[type, dict[int, str]]:
    """What there is to see: model → id → mark."""
    cast.people["loose"] = loose = User.objects.create(username="loose", name="散客")
    loose.grants.create(role="customer")
    lonely = Organization.objects.create(name="没有用户的公司")
    today = timezone.localdate()
    lost = Agreement.objects.create(organization=lonely, starts_on=today, ends_on=today + timedelta(days=9))
    old = Product.objects.create(name="停用产品", is_active=False)
    cast.jiahe_company.holdings.create(product=old)
    ticket = cast.accepted()
    note = actions.note(ticket, by=cast.guwen, body="内部")
    imports = {Import.objects.create(kind="tickets", name="a.csv", path="x", created_by=cast.people[n]).pk: m for n, m in (("admin", "a"), ("zhuguan", "z"))}
    notice = Notice.objects.create(user=cast.jiahe, kind="test", title="给嘉禾", dedup="test-1")
    delivery = Delivery.objects.create(notice=notice, transport="email", address="a@example.com", dedup="test-1")
    link = Link.objects.create(organization=cast.jiahe_company, app_id="test", sealed_secret="x")
    assets = {Asset.objects.create(serial=f"SEEN-{m}", product=cast.product, state="registered" if o else "made", organization=o).pk: m
              for m, o in (("j", cast.jiahe_company), ("y", cast.yuanfang_company), ("u", None))}
    codes = {ServiceCode.objects.create(code=n, code_key=n, organization=o).pk: m
             for n, m, o in (("1", "j", cast.jiahe_company), ("2", "y", cast.yuanfang_company), ("3", "l", lonely))}
    near, wide = (Organization.objects.create(name=name, kind="agency") for name in ("近处服务", "远处服务"))
    cast.people["station"] = station = User.objects.create(username="station", name="站员")
    station.grants.create(role="hotline")
    Membership.objects.create(user=station, organization=near)
    leads = {Lead.objects.create(name="x", company="x", phone="1", product="x", agency=a).pk: m for m, a in (("n", near), ("w", wide))}
    cast.people["was-boss"] = was = User.objects.create(username="was-boss", name="不再管理")
    was.grants.create(role="customer")
    Membership.objects.create(user=was, organization=cast.jiahe_company, is_admin=True)
    invited = Invitation.objects.create(organization=cast.jiahe_company, way="link", digest="i", expires_at=timezone.now())
    message = Message.objects.create(purpose="code", number="13912345678", template="SMS_1", state="sent")
    views = {View.objects.create(grid="tickets", owner=cast.guwen, name=m, role=role).pk: m for m, role in (("o", ""), ("s", "consultant"))}
    change = Change.objects.create(grid="tickets", owner=cast.guwen)
    out = GridExport.objects.create(grid="tickets", kind="xlsx", owner=cast.guwen, expires_at=timezone.now())
    personal = PersonalExport.objects.create(user=cast.jiahe)
    paper = {"category": Category.objects.create(name="财务"), "file": File.objects.create(name="a.pdf", size=1, kind="pdf", sha256="0" * 64)}
    day = timedelta(days=1)
    spans = (("o", "published", today, today), ("d", "published", today + day, None), ("e", "published", today - 9 * day, today - day),
             ("p", "pending", today, None))
    documents = {Document.objects.create(title=m, state=state, published_on=on, expires_on=until, **paper).pk: m for m, state, on, until in spans}
    courses = {Course.objects.create(title=m, state=state, published_on=on, expires_on=until, **paper).pk: m for m, state, on, until in spans}
    by_company = {cast.jiahe_company.pk: "j", cast.yuanfang_company.pk: "y", lonely.pk: "l", near.pk: "", wide.pk: ""}
    return {
        Organization: {one.pk: by_company.get(one.pk, "v") for one in Organization.objects.all()},
        Agreement: {one.pk: by_company[one.organization_id] for one in Agreement.objects.exclude(pk=lost.pk)} | {lost.pk: "l"},
        Document: documents, Course: courses, Asset: assets, ServiceCode: codes, Lead: leads,
        Import: imports, Notice: {notice.pk: "m"}, Delivery: {delivery.pk: "d"}, Invitation: {invited.pk: "i"}, Message: {message.pk: "m"},
        Link: {link.pk: "k"},
        Product: {cast.product.pk: "1", cast.product2.pk: "2", old.pk: "o"},
        View: views, Change: {change.pk: "c"}, GridExport: {out.pk: "e"}, PersonalExport: {personal.pk: "p"},
        Entry: {one.pk: "n" if one.pk == note.pk else "a" for one in Entry.objects.filter(ticket=ticket)},
    }


def seen(model: Any, cast: Cast, marks: dict[type, dict[int, str]]) -> dict[str, str]:
    """Person → marks, as the rule has it now."""
    found = {}
    for name in SEEN[model]:
        user = User.objects.get(pk=cast.people[name].pk) if name else AnonymousUser()
        found[name] = "".join(sorted(marks[model].get(pk, "") for pk in model.objects.visible_to(user).distinct().values_list("pk", flat=True)))
    return found


def rules() -> Iterator[tuple[str, type]]:
    """(model, class of its rows) for every model with a rule of its own."""
    for model in apps.get_models():
        rows = getattr(model._default_manager, "_queryset_class", None)
        if rows is not None and model.__module__.startswith("shouhou.") and "visible_to" in vars(rows):
            yield model.__name__, rows


@pytest.mark.abuse(75)
def test_every_rule_has_a_table() -> None:
    told = {model.__name__ for model in SEEN} | set(ELSEWHERE)
    new = [name for name, _ in rules() if name not in told]
    assert not new, f"write who sees what of {new} into SEEN of this file"


@pytest.mark.abuse(46, 75)
@pytest.mark.parametrize("model", SEEN, ids=lambda model: model.__name__)
def test_who_sees_what_and_every_clause_is_needed(model: Any, cast: Cast, marks: dict[type, dict[int, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    right = {name: "".join(sorted(letters)) for name, letters in SEEN[model].items()}
    assert seen(model, cast, marks) == right
    rows = model._default_manager._queryset_class
    survived = []
    for what, mutant in mutants(rows.visible_to):
        monkeypatch.setattr(rows, "visible_to", mutant)
        try:
            if seen(model, cast, marks) == right and what not in SAME:
                survived.append(what)
        except (AttributeError, TypeError, ValueError, KeyError):
            continue
    assert not survived, "nobody notices when the rule is changed so:\n  " + "\n  ".join(survived)


@pytest.mark.abuse(75)
def test_the_rule_of_questions_taken_off_is_noticed_by_the_crawl(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tickets, "visible_to", lambda self, user: self)
    found = list(leaks(world, methods=("get",)))
    for door in ("GET /tickets/", "GET /workbench/tickets/", "GET /api/v1/tickets/", "GET /files/"):
        assert any(door in leak for leak in found), f"{door} does not ask Ticket.visible_to"


@pytest.mark.abuse(52, 75)
def test_the_policy_of_files_taken_off_is_noticed_by_the_crawl(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_pages, "may_read", lambda user, file: True)
    found = list(leaks(world, methods=("get",)))
    assert any("a visitor: GET /files/" in leak for leak in found)
