"""Many customers at once: each row is understood alone, what it needs is looked up for all together, and all is written in a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from secrets import token_hex
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, UNUSABLE_PASSWORD_SUFFIX_LENGTH
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.access.models import Grant
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record_many
from shouhou.foundation.imports import day_of
from shouhou.foundation.kit.pinyin import sort_key
from shouhou.foundation.kit.text import normal_key
from shouhou.foundation.prepared import insert_many
from shouhou.registry.agreements.actions.agreement import EARLIEST, LATEST
from shouhou.registry.agreements.models import Agreement, Level
from shouhou.registry.organizations.actions.add import TEXTS
from shouhou.registry.organizations.actions.lines import email, line, phone
from shouhou.registry.organizations.actions.usernames import free_username, shaped
from shouhou.registry.organizations.models import Membership, Organization
from shouhou.registry.organizations.people import is_staff
from shouhou.registry.products.models import Holding, Product

YES = {"是", "y", "yes", "true", "1", "管理员", "√"}
PARTS = str.maketrans({";": "、", "；": "、", ",": "、", "，": "、"})


def nobody_knows() -> str:
    """What stands for a password that does not exist, as `make_password(None)` writes it, without its forty draws of a character."""
    return UNUSABLE_PASSWORD_PREFIX + token_hex(UNUSABLE_PASSWORD_SUFFIX_LENGTH // 2)


@dataclass(slots=True)
class Person:
    """Somebody of the row's company."""

    username: str
    name: str
    phone: str
    email: str
    is_admin: bool


@dataclass(slots=True)
class Clean:
    """One row as it was understood."""

    key: str
    facts: dict[str, str]
    consultant: str
    person: Person | None
    products: list[str]
    agreement: tuple[date, date, str, str] | None
    level: str


def understood(row: dict[str, str]) -> Clean:
    """Everything that can be said of a row without looking anything up. Raises `Refused`."""
    name = line(row.get("name", ""), field="name", limit=120, required=_("没有单位名称。"))
    facts = {"name": name, **{k: line(row.get(k, ""), field=k, limit=TEXTS[k]) for k in ("short_name", "code", "region", "address")},
             "phone": phone(row.get("phone", ""))}
    person = None
    if row.get("username", "").strip():
        username = shaped(row["username"])
        person = Person(username, line(row.get("person", ""), field="name", limit=60) or username, phone(row.get("mobile", "")),
                        email(row.get("email", "")), row.get("is_admin", "").strip().lower() in YES)
    return Clean(normal_key(name), facts, row.get("consultant", "").strip(), person,
                 [p for part in row.get("products", "").translate(PARTS).split("、") if (p := part.strip())], period(row), row.get("level", "").strip())


def period(row: dict[str, str]) -> tuple[date, date, str, str] | None:
    """The agreement of a row, if it tells of one: first and last day, name, number."""
    ends_on = day_of(row.get("ends_on", ""), label=_("服务费到期时间"))
    if ends_on is None:
        return None
    starts_on = day_of(row.get("starts_on", ""), label=_("服务开始日期")) or ends_on - timedelta(days=364)
    if not EARLIEST <= starts_on <= LATEST or not EARLIEST <= ends_on <= LATEST:
        raise Refused(_("请填写 1990 年到 2100 年之间的日期。"))
    if ends_on < starts_on:
        raise Refused(_("到期时间不能早于开始日期。"))
    return (starts_on, ends_on, line(row.get("agreement", ""), field="agreement", limit=120) or _("年度服务"),
            line(row.get("number", ""), field="number", limit=40))


@dataclass
class Batch:
    """Rows taken together. `take` answers for each what became of it."""

    by: User
    products: dict[str, Product | None] = field(default_factory=dict)
    consultants: dict[str, User | None] = field(default_factory=dict)
    levels: dict[str, Level | None] = field(default_factory=dict)

    def take(self, rows: Sequence[dict[str, str]]) -> list[str | Refused]:
        """`added`, `changed`, `same`, or why not, for each row; in the caller's transaction. Nothing of a refused row is written."""
        cleaned: list[Clean | Refused] = []
        for row in rows:
            try:
                cleaned.append(understood(row))
            except Refused as no:
                cleaned.append(no)
        self._look_up([c for c in cleaned if isinstance(c, Clean)])
        answers: list[str | Refused] = []
        for clean in cleaned:
            try:
                answers.append(self._plan(clean) if isinstance(clean, Clean) else clean)
            except Refused as no:
                answers.append(no)
        self._write()
        return answers

    def _look_up(self, rows: list[Clean]) -> None:
        self.companies = {o.name_key: o for o in Organization.objects.filter(name_key__in={r.key for r in rows})}
        held = [o.pk for o in self.companies.values()]
        names = {normal_key(r.person.username) for r in rows if r.person}
        self.people = {u.username_key: u for u in User.objects.filter(username_key__in=names)}
        self.members = set(Membership.objects.filter(user__username_key__in=names).values_list("user_id", "organization_id"))
        self.holdings: set[tuple[int | str, int]] = set(Holding.objects.filter(organization_id__in=held).values_list("organization_id", "product_id"))
        self.ends: set[tuple[int | str, date]] = set(Agreement.objects.filter(organization_id__in=held).values_list("organization_id", "ends_on"))
        for missing in {normal_key(p) for r in rows for p in r.products} - self.products.keys():
            self.products[missing] = Product.objects.filter(name_key=missing).first()
        self.new_companies: list[Organization] = []
        self.new_people: list[tuple[User, Organization, bool]] = []
        self.new_holdings: list[tuple[Organization, Product]] = []
        self.new_agreements: list[Agreement] = []

    def _plan(self, row: Clean) -> str:
        """Everything is checked before anything is planned."""
        company = self.companies.get(row.key)
        products, level = [self._product(name) for name in row.products], self._level(row.level)
        made = company is None
        if company is None:
            consultant = self._consultant(row.consultant) if row.consultant else None
            company = Organization(name_key=row.key, sort_key=sort_key(row.facts["name"])[:400], consultant=consultant, **row.facts)
        user = self._person(row.person, company) if row.person else None
        if made:
            self.companies[row.key] = company
            self.new_companies.append(company)
        is_news = made or user is not None
        if user is not None and row.person is not None:
            self.people[user.username_key] = user
            self.new_people.append((user, company, row.person.is_admin))
        for product in products:
            if (mark := (company.pk or company.name_key, product.pk)) not in self.holdings:
                self.holdings.add(mark)
                self.new_holdings.append((company, product))
                is_news = True
        if row.agreement and (end := (company.pk or company.name_key, row.agreement[1])) not in self.ends:
            self.ends.add(end)
            starts_on, ends_on, name, number = row.agreement
            self.new_agreements.append(Agreement(organization=company, starts_on=starts_on, ends_on=ends_on, name=name, number=number, level=level))
            is_news = True
        return "added" if made else "changed" if is_news else "same"

    def _person(self, person: Person, company: Organization) -> User | None:
        """A new account, or None for one who belongs to the company already. An account has no password: it gets a one-time one by a reset."""
        key = normal_key(person.username)
        known = self.people.get(key)
        if known is not None:
            if (known.pk, company.pk) not in self.members and not any(u is known and o is company for u, o, _a in self.new_people):
                raise Refused(_("用户名“%(username)s”已被使用。") % {"username": person.username[:30]})
            return None
        if not key.isascii():
            free_username(person.username)
        return User(username=person.username, username_key=key, name=person.name, phone=person.phone, email=person.email,
                    password=nobody_knows(), must_change_password=True)

    def _product(self, name: str) -> Product:
        found = self.products.get(normal_key(name))
        if found is None:
            raise Refused(_("没有产品“%(name)s”，请先导入产品。") % {"name": name[:40]})
        return found

    def _consultant(self, username: str) -> User:
        if username not in self.consultants:
            found = User.objects.by_name(username)
            self.consultants[username] = found if found and found.is_active and is_staff(found) else None
        found = self.consultants[username]
        if found is None:
            raise Refused(_("没有用户名为“%(username)s”的顾问。") % {"username": username[:30]})
        return found

    def _level(self, name: str) -> Level | None:
        if not name:
            return None
        if name not in self.levels:
            self.levels[name] = Level.objects.filter(name=name).first()
        found = self.levels[name]
        if found is None:
            raise Refused(_("没有服务级别“%(name)s”。") % {"name": name[:40]})
        return found

    def _write(self) -> None:
        insert_many(self.new_companies)
        insert_many([user for user, _o, _a in self.new_people])
        insert_many([Membership(user=u, organization=o, is_admin=a) for u, o, a in self.new_people])
        insert_many([Grant(user=u, role=role) for u, _o, a in self.new_people for role in (("customer", "customer_admin") if a else ("customer",))])
        insert_many([Holding(organization=o, product=p) for o, p in self.new_holdings])
        insert_many(self.new_agreements)
        record_many(self._happened(), by=self.by)

    def _happened(self) -> Iterable[tuple[str, Any, dict[str, Any]]]:
        """A new company's history begins with all that came with it; what a known one gained stands there one by one."""
        fresh: dict[int, dict[str, Any]] = {o.pk: {"name": o.name, "source": "import"} for o in self.new_companies}
        for company, product in self.new_holdings:
            if company.pk in fresh:
                fresh[company.pk].setdefault("products", []).append(product.pk)
            else:
                yield "holding.added", company, {"product": product.pk, "name": product.name}
        for agreement in self.new_agreements:
            if agreement.organization_id in fresh:
                fresh[agreement.organization_id]["agreement"] = {"id": agreement.pk, "ends_on": str(agreement.ends_on)}
            else:
                yield "agreement.added", agreement.organization, {"agreement": agreement.pk, "ends_on": str(agreement.ends_on), "renews": None}
        for company in self.new_companies:
            yield "organization.added", company, fresh[company.pk]
        for user, company, _admin in self.new_people:
            yield "user.enrolled", user, {"organization": company.pk, "username": user.username}
