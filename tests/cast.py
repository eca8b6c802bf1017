"""The people and things every test can call on: two customer companies, a vendor's staff, products, words.

    def test_x(cast):
        ticket = cast.ask(title="总账无法结账")          # 嘉禾's user asks
        cast.client(cast.guwen).get("/workbench/")      # a browser in which 顾问 is signed in

Names are those of the demo company. Everything is written in bulk, because nearly every test begins with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from shouhou.foundation.access import capabilities_of
from shouhou.foundation.access.models import Grant
from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.pinyin import sort_key
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.agreements.models import Agreement
from shouhou.registry.organizations.models import Membership, Organization, Vendor
from shouhou.registry.products.models import Holding, Module, Product, Version
from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Term, Ticket

PASSWORD = "demo2026"
CUSTOMERS = {  # user name: (name, company, roles, administrator of the company)
    "jiahe": ("王佳", "嘉禾实业", ("customer",), False),
    "jiahe2": ("刘田", "嘉禾实业", ("customer",), False),
    "jiahe-boss": ("陈嘉禾", "嘉禾实业", ("customer", "customer_admin"), True),
    "yuanfang": ("李远", "远方公司", ("customer",), False),
    "yuanfang-boss": ("周方", "远方公司", ("customer", "customer_admin"), True),
}
STAFF = {
    "guwen": ("赵顾", "consultant"), "guwen2": ("钱问", "consultant"), "rexian": ("孙线", "hotline"), "diaodu": ("吴调", "dispatcher"),
    "zhuguan": ("郑管", "supervisor"), "zhishi": ("冯知", "knowledge_editor"), "shenhe": ("褚核", "knowledge_reviewer"),
    "caiwu": ("卫务", "finance"), "admin": ("管理员", "admin"), "shenji": ("沈计", "auditor"),
}
WORDS = {
    "kind": ("应用问题", "数据异常", "程序错误", "环境问题", "其他问题"), "urgency": ("特别紧急", "紧急", "一般紧急", "不紧急"),
    "classification": ("操作问题", "设置问题", "数据问题", "程序问题", "环境问题", "其他问题"),
    "outcome": ("完全处理", "部分处理", "未处理/需继续"),
}


@dataclass
class Cast:
    """Who and what there is. People by user name (`jiahe_boss` for `jiahe-boss`), see CUSTOMERS and STAFF."""

    people: dict[str, User]
    companies: dict[str, Organization]
    product: Product
    product2: Product
    module: Module
    version: Version
    terms: dict[tuple[str, str], Term]
    password: str = PASSWORD
    clients: dict[int, Client] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        people: dict[str, User] = self.__dict__.get("people", {})
        try:
            return people[name.replace("_", "-")]
        except KeyError:
            raise AttributeError(f"nobody in the cast is called {name}: {', '.join(people)}") from None

    @cached_property
    def jiahe_company(self) -> Organization:
        return self.companies["嘉禾实业"]

    @cached_property
    def yuanfang_company(self) -> Organization:
        return self.companies["远方公司"]

    def term(self, vocabulary: str, label: str) -> Term:
        """A word of the vocabularies kind, urgency, classification, outcome."""
        return self.terms[vocabulary, label]

    def company_of(self, user: User) -> Organization:
        return self.companies[CUSTOMERS[user.username][1]]

    def client(self, user: User | None = None) -> Client:
        """A browser of its own: of this person, signed in, the same one at every call; or a new one of a visitor."""
        if user is None:
            return Client()
        if user.pk not in self.clients:
            self.clients[user.pk] = Client()
            self.clients[user.pk].force_login(user)
        return self.clients[user.pk]

    def ask(self, by: User | None = None, **fields: Any) -> Ticket:
        """A question of this customer (嘉禾's user when not given), by the product's own verb; every field may be given."""
        by = by or self.people["jiahe"]
        given = {
            "title": "总账模块无法结账", "description": "<p>点击结账后提示凭证断号。</p>", "asker": by,
            "contact_name": by.name, "contact_phone": "13800138000",
            "product": self.product, "kind": self.term("kind", "应用问题"),
            "urgency": self.term("urgency", "一般紧急"), **fields,
        }
        return actions.ask(given.pop("organization", None) or self.company_of(by), by=by, **given)

    def accepted(self, by: User | None = None, *, consultant: User | None = None, **fields: Any) -> Ticket:
        """A question that a consultant (顾问 when not given) has taken."""
        ticket = self.ask(by, **fields)
        actions.accept(ticket, by=consultant or self.people["guwen"], note="已收到，正在看。",
                       promised_on=timezone.localdate() + timedelta(days=2))
        ticket.refresh_from_db()
        return ticket

    def resolved(self, by: User | None = None, *, consultant: User | None = None, **fields: Any) -> Ticket:
        """A question that a consultant has answered for good."""
        ticket = self.accepted(by, consultant=consultant, **fields)
        actions.handle(ticket, by=consultant or self.people["guwen"], body="<p>补录断号凭证后可以结账。</p>",
                       outcome=self.term("outcome", "完全处理"), classification=self.term("classification", "其他问题"))
        ticket.refresh_from_db()
        return ticket


def _people() -> dict[str, User]:
    hashed = make_password(PASSWORD)
    rows = {name: facts[0] for name, facts in (CUSTOMERS | STAFF).items()}
    made = User.objects.bulk_create(
        User(username=u, username_key=normal_key(u), name=name, email=f"{u}@example.com", phone="13800138000", password=hashed)
        for u, name in rows.items())
    return {user.username: user for user in made}


def _companies(people: dict[str, User]) -> dict[str, Organization]:
    def company(name: str, kind: str, consultant: str | None = None) -> Organization:
        return Organization(kind=kind, name=name, short_name=name[:2], name_key=normal_key(name), sort_key=sort_key(name)[:400],
                            consultant=people[consultant] if consultant else None)

    made = Organization.objects.bulk_create([company("售后云示范公司", "vendor"), company("嘉禾实业", "customer", "guwen"),
                                             company("远方公司", "customer", "guwen2")])
    found = {one.name: one for one in made}
    members = [Membership(user=people[u], organization=found[c], is_admin=boss) for u, (_, c, _, boss) in CUSTOMERS.items()]
    Membership.objects.bulk_create(members + [Membership(user=people[u], organization=made[0]) for u in STAFF])
    return found


def _words() -> dict[tuple[str, str], Term]:
    """The words of a new installation; written anew where a test with real transactions swept them away."""
    found = list(Term.objects.all())
    if not found:
        found = Term.objects.bulk_create(Term(vocabulary=v, label=label, position=n, resolves=label == "完全处理")
                                         for v, labels in WORDS.items() for n, label in enumerate(labels))
    return {(term.vocabulary, term.label): term for term in found}


@pytest.fixture
def cast(db: None) -> Cast:
    """Two customer companies and the vendor's staff; see `Cast`."""
    people = _people()
    companies = _companies(people)
    roles = [(u, role) for u, facts in CUSTOMERS.items() for role in facts[2]] + [(u, role) for u, (_, role) in STAFF.items()]
    Grant.objects.bulk_create(Grant(user=people[u], role=role) for u, role in roles)
    Vendor.objects.create(name="售后云示范公司", short_name="示范", hotlines="400-000-0000", email="fuwu@example.com")
    product, product2 = Product.objects.bulk_create(
        Product(name=name, name_key=normal_key(name), position=n) for n, name in enumerate(("金蝶云·星空企业版", "财务助手")))
    module, _ = Module.objects.bulk_create([Module(product=product, name="总账"), Module(product=product, name="报表", position=1)])
    version, _ = Version.objects.bulk_create([Version(product=product, name="8.0"), Version(product=product, name="7.5", position=1)])
    jiahe, yuanfang = companies["嘉禾实业"], companies["远方公司"]
    Holding.objects.bulk_create(Holding(organization=o, product=p) for o, p in ((jiahe, product), (jiahe, product2), (yuanfang, product2)))
    today: date = timezone.localdate()
    Agreement.objects.bulk_create(
        Agreement(organization=o, name="年度服务", starts_on=today - timedelta(days=300), ends_on=today + timedelta(days=days))
        for o, days in ((jiahe, 65), (yuanfang, 20)))
    return Cast(people=people, companies=companies, product=product, product2=product2, module=module, version=version, terms=_words())


@pytest.fixture
def may() -> Any:
    """`may(user)`: the capabilities of a person as the database has them now, past any cache."""
    return lambda user: capabilities_of(User.objects.get(pk=user.pk))
