"""Two companies with something to hide, and what each parameter of an address stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

from shouhou.aftercare.notifications.models import Delivery, Notice
from shouhou.channels.kingdee.models import Link
from shouhou.channels.wechat.models import Binding
from shouhou.faces.centre.models import Export as Copy
from shouhou.foundation import files
from shouhou.foundation.accounts import tokens
from shouhou.foundation.accounts.models import Token, User
from shouhou.foundation.files import File
from shouhou.foundation.grid.models import Change, Export, View
from shouhou.foundation.imports.models import Import
from shouhou.foundation.jobs.models import Job
from shouhou.registry.agreements.actions import issue, leave_lead
from shouhou.registry.agreements.models import Agreement, CodeFormat, Level
from shouhou.registry.assets.actions import list_serial, register
from shouhou.registry.joining.models import Application, Invitation
from shouhou.registry.organizations.models import Merge, Organization
from shouhou.support.courses.actions import add_course, set_captions, set_poster
from shouhou.support.courses.actions import publish as publish_course
from shouhou.support.documents.actions import add_document, publish
from shouhou.support.knowledge.actions import add_article, add_category, edit_article
from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Ticket
from tests.abuse.addresses import Route, routes
from tests.cast import Cast
from tests.doubles.films import film

SECRET = "鳄梨密文"
"""Stands in the title, the text, a handling and the contact of the other company's question; no one else may ever read it."""
INTERNAL = "榴莲内注"
"""Stands in an internal note; no customer may ever read it."""
OUTSIDERS = ("jiahe", "jiahe-boss", "guwen", "rexian", "caiwu", "admin", "")
"""Those who may not see the question: "" is a visitor."""
CUSTOMERS = ("jiahe", "jiahe-boss", "")
NOT_ADMIN = tuple(name for name in OUTSIDERS if name != "admin")
INSIDERS = ("yuanfang", "yuanfang-boss", "guwen2", "zhuguan", "diaodu", "shenji", "admin")
"""Those of whom at least one gets through to each address, which proves that the address itself is right."""
WORDS = {"form": "ask", "kind": "modules", "which": "all", "ordinal": 1, "name": "x.png", "rest": "x", "act/name": "note",
         "roles/code": "consultant", "register/token": "x", "invitation/secret": "x", "grids/key": "customers", "recovery/secret": "x"}
"""Parameters that choose a page rather than name somebody's object."""
VARIES = (
    re.compile(rb'nonce="[^"]*"'), re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'), re.compile(rb'data-csrf="[^"]*"'),
    re.compile(rb'name="_key" value="[^"]*"'), re.compile(rb'name="csrf-token" content="[^"]*"'),
)


@dataclass(frozen=True)
class Thing:
    """Something of the other company that an address can name: its id, one of the same shape that nobody has, and who may not
    know of it."""

    real: Any
    missing: Any = 999_999_999
    kept_from: tuple[str, ...] = OUTSIDERS


@dataclass
class World:
    """The cast with two questions: one of each company. `things` says what a `<…>` names by the address before it."""

    cast: Cast
    own: Ticket
    foreign: Ticket
    things: tuple[tuple[str, Thing], ...]
    bearers: dict[str, str] = field(default_factory=dict)
    stranger: Client = field(default_factory=Client)

    def user(self, name: str) -> User | None:
        return self.cast.people[name] if name else None

    def ask(self, name: str, route: Route, address: str, method: str = "get", **more: Any) -> HttpResponse:
        """What this person (a bearer of all scopes for the API) gets. Whatever it wrote is undone."""
        headers = {}
        client = self.stranger
        if name and route.is_api:
            if name not in self.bearers:
                self.bearers[name] = tokens.issue(self.cast.people[name], "crawl", ["*"])
            headers["Authorization"] = "Bearer " + self.bearers[name]
        elif name:
            client = self.cast.client(self.user(name))
        self.stranger.cookies.clear()
        client.raise_request_exception = False
        with undone():
            answer: HttpResponse = getattr(client, method)(address, headers=headers, **more)
            answer.read = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
        return answer

    def thing(self, before: str, parameter: str) -> Thing | None:
        for word in (f"{before.rstrip('/').rsplit('/', 1)[-1]}/{parameter}", parameter):
            if word in WORDS:
                return Thing(WORDS[word], WORDS[word])
        return next((thing for pattern, thing in self.things if re.search(pattern + "$", before)), None)

    def understands(self, route: Route) -> bool:
        """Whether everything that the address names is known; what is not fails `test_every_address_is_understood`, no other test."""
        return all(self.thing(*slot) for slot in route.slots)

    def routes(self) -> list[Route]:
        """Every address."""
        return [route for route in routes() if self.understands(route)]

    def object_routes(self) -> list[Route]:
        """Those that name an object."""
        return [route for route in self.routes() if any(thing.real != thing.missing for thing in self.named(route))]

    def named(self, route: Route) -> list[Thing]:
        """What an address names, in order."""
        return [thing for slot in route.slots if (thing := self.thing(*slot))]

    def fill(self, route: Route, *, real: bool) -> str:
        """The address of the other company's object, or one of the same shape that nobody has."""
        return route.at([thing.real if real else thing.missing for thing in self.named(route)])

    def kept_from(self, route: Route) -> tuple[str, ...]:
        """Those who may not see what this address names."""
        return max((thing.kept_from for thing in self.named(route) if thing.real != thing.missing), key=len)

    def bare(self, route: Route, answer: HttpResponse) -> tuple[int, str, bytes]:
        """Status, place to go and bytes, without what differs between two equal requests."""
        content, place = answer.read, answer.headers.get("Location", "")  # type: ignore[attr-defined]
        for thing in self.named(route):
            for value in (thing.real, thing.missing):
                place = re.sub(rf"\b{re.escape(str(value))}\b", "…", place)
        for pattern in VARIES:
            content = pattern.sub(b"", content)
        return answer.status_code, place, content


@contextmanager
def undone() -> Iterator[None]:
    """Everything written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(cast: Cast) -> World:
    """嘉禾 and 远方 each have a question; 远方's is answered by 顾问二, secret in every text, with an internal note."""
    own = cast.accepted(cast.jiahe, title="嘉禾自己的问题")
    foreign = cast.resolved(
        cast.yuanfang, consultant=cast.guwen2, title=f"{SECRET}标题", description=f"<p>{SECRET}描述</p>", contact_name=SECRET,
        contact_phone="13966668888", product=cast.product2, is_private=True)
    picture = files.receive(SimpleUploadedFile("截图.png", png()), by=cast.yuanfang)
    actions.follow_up(foreign, by=cast.yuanfang, body=f"<p>{SECRET}追问</p>", uploads=[picture.token])
    actions.note(foreign, by=cast.guwen2, body=f"<p>{INTERNAL}</p>")
    return World(cast, own, foreign, things(cast, foreign, picture))


def export_of(user: User) -> Export:
    """A list that this person took out."""
    made: Export = Export.objects.create(grid="customers", kind="html", owner=user, rows=1, expires_at=timezone.now() + timedelta(days=1))
    file = files.receive(SimpleUploadedFile("客户.txt", SECRET.encode()), by=user)
    File.objects.filter(pk=file.pk).update(subject=f"export:{made.pk}", audience="internal")
    Export.objects.filter(pk=made.pk).update(file=file)
    return made


def png() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (8, 8), "#2f6fde").save(out, "PNG")
    return out.getvalue()


def things(cast: Cast, foreign: Ticket, picture: File) -> tuple[tuple[str, Thing], ...]:
    """(end of the address before a `<…>`, what stands there); the first that fits counts."""
    job = Job.objects.create(name="search.rebuild", state="dead", due_at=None, created_by=cast.zhuguan)
    notice = Notice.objects.create(user=cast.yuanfang, kind="test", title=SECRET, dedup="world")
    delivery = Delivery.objects.create(notice=notice, transport="email", address="a@example.com", dedup="world", state="dead")
    link = Link(organization=cast.yuanfang_company, app_id="world")
    link.set_secret()
    link.save()
    asked = Application.objects.create(user=cast.yuanfang, kind="admin", organization=cast.yuanfang_company, text=SECRET)
    invited = Invitation.objects.create(organization=cast.yuanfang_company, way="link", name=SECRET, digest="world",
                                        expires_at=timezone.now() + timedelta(days=1))
    bound = Binding.objects.create(openid="world", user=cast.yuanfang)
    brought = Import.objects.create(kind="tickets", name="旧系统.csv", path="imports/none.csv", created_by=cast.admin)
    asset = register(cast.yuanfang_company, list_serial(cast.product2, "WORLD-1", by=None).serial, by=cast.yuanfang)
    code = issue(cast.yuanfang_company, by=None, form=CodeFormat.objects.all()[0])
    lead = leave_lead(by=cast.yuanfang, name="李远", company="远方公司", phone="13966668888", product="NC", organization=cast.yuanfang_company)
    agency = Organization.objects.create(name="服务机构", kind="agency")
    merged = Merge.objects.create(source=agency, target=cast.yuanfang_company, kind="customer")
    top = add_category("财务", by=None)
    article = add_article("未审核的知识", "<p>第一版</p>", category=top, by=cast.zhishi)
    edit_article(article, "未审核的知识", "<p>第二版</p>", category=top, by=cast.zhishi)
    paper = files.receive(SimpleUploadedFile("未发布.pdf", b"%PDF-1.4\n%%EOF"), by=cast.zhishi)
    unpublished = add_document(paper.token, category=top, by=cast.zhishi)
    second = files.receive(SimpleUploadedFile("已发布.pdf", b"%PDF-1.4\n%%EOF"), by=cast.zhishi)
    published = publish(add_document(second.token, category=top, by=cast.zhishi), by=cast.zhishi)
    films = [files.receive(SimpleUploadedFile(name, film(3)), by=cast.zhishi).token for name in ("未发布.webm", "已发布.webm")]
    hidden, open_course = (add_course(token, category=top, by=cast.zhishi) for token in films)
    publish_course(open_course, by=cast.zhishi)
    set_poster(hidden, files.receive(SimpleUploadedFile("封面.png", png()), by=cast.zhishi).token, by=cast.zhishi)
    said = b"WEBVTT\n\n00:00.000 --> 00:01.000\nx\n"
    set_captions(hidden, files.receive(SimpleUploadedFile("字幕.vtt", said), by=cast.zhishi).token, by=cast.zhishi)
    return (
        ("/api/v1/courses/", Thing(open_course.pk, kept_from=("",))),
        ("^/courses/<[^>]+>/(bytes|file)/", Thing("x", kept_from=CUSTOMERS)),
        ("/courses/", Thing(hidden.pk, kept_from=CUSTOMERS)),
        ("/api/v1/documents/", Thing(published.pk, kept_from=("",))),
        ("^/documents/<[^>]+>/(bytes|file)/", Thing("x", kept_from=CUSTOMERS)),
        ("/documents/", Thing(unpublished.pk, kept_from=CUSTOMERS)),
        ("/knowledge/categories/", Thing(top.pk, kept_from=NOT_ADMIN)),
        ("/workbench/knowledge/<[^>]+>/editions/", Thing(1, kept_from=CUSTOMERS)),
        ("/workbench/knowledge/", Thing(article.pk, kept_from=CUSTOMERS)),
        ("^/knowledge/", Thing(article.pk, kept_from=CUSTOMERS)),
        ("^/board/", Thing(foreign.number, "OD999999999")),
        ("/agencies/", Thing(agency.pk, kept_from=CUSTOMERS)),
        ("/merges/", Thing(merged.pk, kept_from=NOT_ADMIN)),
        ("^/assets/", Thing(asset.pk)),
        ("/workbench/assets/", Thing(asset.pk, kept_from=CUSTOMERS)),
        ("^/service-codes/", Thing(code.code.pk)),
        ("/workbench/service-codes/", Thing(code.code.pk, kept_from=CUSTOMERS)),
        ("/leads/", Thing(lead.pk, kept_from=CUSTOMERS)),
        ("/entitlement/levels/", Thing(Level.objects.all()[0].pk, kept_from=NOT_ADMIN)),
        ("/entitlement/formats/", Thing(CodeFormat.objects.all()[0].pk, kept_from=NOT_ADMIN)),
        ("/tokens/", Thing(Token.objects.create(user=cast.yuanfang, name="接口", digest="x" * 64, expires_at=timezone.now()).pk)),
        ("/agreements/", Thing(Agreement.objects.get(organization=cast.yuanfang_company).pk, kept_from=CUSTOMERS)),
        ("/files/", Thing(picture.token, "x" * len(picture.token))),
        ("/tickets/", Thing(foreign.number, "OD999999999")),
        ("/me/data/", Thing(Copy.objects.create(user=cast.yuanfang).pk)),
        ("^/company/invitations/", Thing(invited.pk)),
        ("/applications/", Thing(asked.pk, kept_from=NOT_ADMIN)),
        ("/workbench/recovery/", Thing(cast.yuanfang.pk, kept_from=("jiahe", "jiahe-boss", "guwen", "caiwu", ""))),
        ("/workbench/imports/", Thing(brought.pk, kept_from=NOT_ADMIN)),
        ("/workbench/people/", Thing(cast.guwen2.pk, kept_from=NOT_ADMIN)),
        ("/(people|accounts|company)/", Thing(cast.yuanfang.pk, kept_from=CUSTOMERS)),
        ("/(customers|organizations)/", Thing(cast.yuanfang_company.pk, kept_from=CUSTOMERS)),
        ("/products/<[^>]+>/<[^>]+>/", Thing(cast.module.pk, kept_from=CUSTOMERS)),
        ("/products/", Thing(cast.product.pk, kept_from=CUSTOMERS)),
        ("/notices/", Thing(notice.pk)),
        ("/notifications/", Thing(delivery.pk, kept_from=NOT_ADMIN)),
        ("/settings/kingdee/", Thing(link.pk, kept_from=NOT_ADMIN)),
        ("/settings/wechat/bindings/", Thing(bound.pk, kept_from=NOT_ADMIN)),
        ("/wechat/(bindings|bound)/", Thing(bound.pk)),
        ("/jobs/", Thing(job.pk, kept_from=NOT_ADMIN)),
        ("^/exports/", Thing(export_of(cast.zhuguan).pk)),
        ("^/changes/", Thing(Change.objects.create(grid="customers", owner=cast.zhuguan, state="done", done_at=timezone.now()).pk)),
        ("^/views/", Thing(View.objects.create(grid="customers", owner=cast.zhuguan, name=SECRET).pk)),
    )
