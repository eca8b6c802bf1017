"""N generated questions with companies, people, handlings, files and events.

The same N gives the same data: every batch draws from its own seed, so a run that was cut off goes on where it stopped and
ends with the same rows. Rows are written in bulk, in the shape in which the verbs write them (a test compares both).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shouhou.demo import words
from shouhou.demo.attachments import Library
from shouhou.demo.people import PASSWORD
from shouhou.demo.story import products
from shouhou.foundation import numbering, search
from shouhou.foundation.access.models import Grant
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event
from shouhou.foundation.kit.text import normal_key, plain_text
from shouhou.foundation.numbering.models import Counter
from shouhou.registry.organizations.models import Membership, Organization, Vendor
from shouhou.registry.products.models import Holding, Product
from shouhou.support.tickets.models import Entry, Term, Ticket

BATCH = 1000
SEED = 20260101
BEGIN = datetime(2024, 1, 1, 1, 0, tzinfo=UTC)
SPAN = timedelta(days=700)
FAR = date(2035, 12, 31)
"""预计处理 of generated open questions: far off, so that no reminder goes out for them."""
CONSULTANTS, MOST_COMPANIES = 50, 1000
Progress = Callable[[int, int], None]


@dataclass
class Cast:
    """The people, companies and words that questions are drawn from."""

    consultants: list[User]
    companies: list[tuple[int, User]]
    products: list[tuple[Product, list[Any], list[Any], bool]]
    terms: dict[str, list[Term]]
    library: Library


def load(count: int, progress: Progress = lambda done, total: None) -> None:
    """Bring the installation to `count` generated questions; calls `progress(done, total)` after each batch."""
    cast = gather(min(MOST_COMPANIES, max(10, count // 100)))
    done = Counter.objects.filter(pk="demo.scale").values_list("last", flat=True).first() or 0
    progress(done, count)
    while done < count:
        size = min(BATCH - done % BATCH, count - done)
        with transaction.atomic():
            write(cast, done, size, count)
            Counter.objects.update_or_create(pk="demo.scale", defaults={"last": done + size})
        done += size
        progress(done, count)


@transaction.atomic
def gather(companies: int) -> Cast:
    """The cast, made on the first call: consultants `agent01`…, customers `cust0001`…, one company each."""
    if not Product.objects.exists():
        products()
    if not Vendor.objects.exists():
        Vendor.objects.create(name="售后云演示", platform_name="在线服务中心")
    rng = random.Random(SEED)  # noqa: S311 - data, not secrets
    secret = make_password(PASSWORD) if not User.objects.filter(username="agent01").exists() else ""
    consultants = [person(f"agent{i + 1:02d}", rng, secret, "consultant") for i in range(CONSULTANTS)]
    person("lead01", rng, secret, "supervisor")
    pairs = []
    everything = list(Product.objects.all())
    for i in range(companies):
        name = rng.choice(words.PLACES) + rng.choice(words.STEMS) + rng.choice(words.STEMS) + rng.choice(words.TRADES) + f"{i + 1}有限公司"
        company = Organization.objects.filter(name_key=normal_key(name)).first() or Organization.objects.create(
            name=name, consultant=consultants[i % CONSULTANTS])
        user = person(f"cust{i + 1:04d}", rng, secret, "customer")
        Membership.objects.get_or_create(user=user, organization=company)
        for product in rng.sample(everything, 2):
            Holding.objects.get_or_create(organization=company, product=product)
        pairs.append((company.pk, user))
    tree = [(p, list(p.modules.all()), list(p.versions.all()), "装载机" not in p.name) for p in everything]
    terms: dict[str, list[Term]] = {}
    for term in Term.objects.filter(is_active=True):
        terms.setdefault(term.vocabulary, []).append(term)
    return Cast(consultants, pairs, tree, terms, Library.open())


def person(username: str, rng: random.Random, secret: str, role: str) -> User:
    name = rng.choice(words.SURNAMES) + rng.choice(words.GIVEN) + rng.choice(words.GIVEN)
    phone = f"139{rng.randrange(10**8):08d}"
    user = User.objects.filter(username_key=username).first()
    if user is None:
        user = User.objects.create(username=username, name=name, phone=phone, password=secret)
        Grant.objects.create(user=user, role=role)
    return user


def write(cast: Cast, start: int, size: int, total: int) -> None:
    """Questions number start+1 … start+size, with everything that belongs to them."""
    first = numbering.take_many("OD", size)
    drawn = [draw(cast, start + i + 1, total, f"OD{first + i:09d}") for i in range(size)]
    tickets = Ticket.objects.bulk_create([d[0] for d in drawn])
    entries: list[Entry] = []
    events: list[Event] = []
    for ticket, (_, said) in zip(tickets, drawn, strict=True):
        subject = f"ticket:{ticket.pk}"
        events.append(Event(verb="ticket.asked", subject=subject, by=ticket.asker, at=ticket.created_at,
                            data={"number": ticket.number, "source": "demo"}))
        for entry in said:
            entry.ticket = ticket
            entries.append(entry)
            if entry.kind in VERBS:
                events.append(Event(verb=VERBS[entry.kind], subject=subject, by=entry.author, at=entry.at, data={}))
    Entry.objects.bulk_create(entries)
    Event.objects.bulk_create(events)
    cast.library.give(tickets, start)
    search.index_many([("ticket", ticket.pk, document(ticket, said)) for ticket, (_, said) in zip(tickets, drawn, strict=True)])
    notes = [("ticket.note", t.pk, "\n".join(plain_text(e.body) for e in said if e.is_internal))
             for t, (_, said) in zip(tickets, drawn, strict=True) if any(e.is_internal for e in said)]
    search.index_many(notes)


VERBS = {"acceptance": "ticket.accepted", "handling": "ticket.handled", "follow_up": "ticket.followed_up", "note": "ticket.noted",
         "closure": "ticket.closed"}


def document(ticket: Ticket, said: list[Entry]) -> str:
    """The same text as `writing.reindex` takes."""
    return "\n".join([ticket.number, ticket.title, plain_text(ticket.description),
                      *(plain_text(e.body) for e in said if e.body and not e.is_internal)])


def draw(cast: Cast, n: int, total: int, number: str) -> tuple[Ticket, list[Entry]]:
    """Question n of `total`: 3 in 100 wait, 12 are worked on, 85 are closed."""
    rng = random.Random(SEED * 7919 + n)  # noqa: S311
    at = BEGIN + SPAN * ((n - 1) / total)
    company, asker = cast.companies[rng.randrange(len(cast.companies))]
    product, modules, versions, is_software = cast.products[rng.randrange(len(cast.products))]
    module = rng.choice(modules)
    symptom = rng.choice(words.SYMPTOMS[is_software])
    title = f"{module.name}{symptom}，{rng.choice(words.WISHES)}"
    body = [f"产品：{product.name}，模块：{module.name}。{symptom}。", *rng.sample(words.DETAILS, rng.randint(3, 6))]
    if rng.random() < 0.01:
        title = f"{words.COMMON}未设置，{title}"
    if n % 1000 == 500:
        body.append(f"操作过程涉及{words.RARE_BODY}，请特别注意。")
    if n % 1000 == 750:
        title = f"工作站{words.RARE_TITLE}，{title}"
    chance = rng.random()
    state = "waiting" if chance < 0.03 else "working" if chance < 0.15 else "closed"
    ticket = Ticket(
        number=number, organization_id=company, asker=asker, contact_name=asker.name, contact_phone=asker.phone, product=product,
        module=module, version=rng.choice(versions), kind=rng.choice(cast.terms["kind"]), urgency=rng.choice(cast.terms["urgency"]),
        title=title, description=f"<p>{body[0]}</p><p>{''.join(body[1:])}</p>", state=state, created_at=at, updated_at=at, source="demo")
    return ticket, [] if state == "waiting" else converse(cast, rng, n, ticket)


def converse(cast: Cast, rng: random.Random, n: int, ticket: Ticket) -> list[Entry]:
    """Acceptance, one to three handlings, sometimes a follow-up or a note, and the closure of what is closed."""
    who = cast.consultants[rng.randrange(len(cast.consultants))]
    at = ticket.created_at + timedelta(minutes=rng.randint(2, 90))
    said = [Entry(kind="acceptance", author=who, body=f"<p>{rng.choice(words.ACCEPTED)}</p>", promised_on=FAR, at=at)]
    ticket.assignee, ticket.accepted_at, ticket.promised_on = who, at, FAR
    outcomes = cast.terms["outcome"]
    rounds = rng.choice((1, 1, 1, 2, 2, 3))
    for k in range(1, rounds + 1):
        at += timedelta(minutes=rng.randint(10, 600))
        is_last = k == rounds and ticket.state == "closed"
        text = rng.choice(words.DONE_BY) + rng.choice(words.ENDED)
        if n % 1000 == 250 and k == 1:
            text += f"现场已{words.RARE_HANDLING}。"
        said.append(Entry(kind="handling", ordinal=k, author=who, body=f"<p>{text}</p>", at=at,
                          classification=rng.choice(cast.terms["classification"]),
                          outcome=next(o for o in outcomes if o.resolves) if is_last else outcomes[1]))
        ticket.handling_count = k
        if is_last:
            ticket.resolved_at = at
        elif rng.random() < 0.6:
            at += timedelta(minutes=rng.randint(5, 300))
            said.append(Entry(kind="follow_up", author=ticket.asker, body=f"<p>{rng.choice(words.REPLIES)}</p>", at=at))
    if rng.random() < 0.05:
        said.append(Entry(kind="note", author=who, body=f"<p>{rng.choice(words.NOTES)}</p>", at=at, is_internal=True))
    if ticket.state == "closed":
        at += timedelta(minutes=rng.randint(5, 2000))
        said.append(Entry(kind="closure", author=ticket.asker, at=at))
        ticket.closed_at = at
    ticket.updated_at, ticket.waits_for_staff = at, ticket.state == "working" and said[-1].kind == "follow_up"
    return said
