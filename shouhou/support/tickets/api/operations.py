"""The operations."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from shouhou.foundation import files, search
from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts.sources import source_of
from shouhou.foundation.api import NotFound, Page, needs, paged, posted
from shouhou.registry.agreements.actions import verify
from shouhou.support.tickets import actions
from shouhou.support.tickets.api.choices import named, organization_of, product_of, term
from shouhou.support.tickets.api.shapes import Acceptance, FollowUp, Handling, Question, brief, html_of, whole
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Entry, Term, Ticket

router = Router()
Vocabulary = Term.Vocabulary


def find(request: HttpRequest, number: str) -> Ticket:
    """The question of this number if the caller may see it; otherwise it does not exist for the caller."""
    found = Ticket.objects.visible_to(request.user).with_names().filter(number=number[:40].replace("\x00", "")).first()
    if found is None:
        raise NotFound
    return found


def show(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    """A question with all its caller may see of it."""
    entries = list(Entry.objects.visible_to(request.user).filter(ticket=ticket).select_related("author", "classification", "outcome")
                   .order_by("id"))
    is_desk = can(request.user, "tickets.desk")
    return whole(ticket, entries, [f for f in files.of(ticket) if is_desk or f.audience == "customer"])


@router.get("", response=Page, summary="问题单列表")
@needs("tickets.read_own", "tickets.desk")
def tickets(request: HttpRequest, q: str = Query("", max_length=100), state: State | None = None, product: str = Query("", max_length=80),
            limit: int = Query(50, ge=1, le=200), cursor: str = Query("", max_length=200)) -> dict[str, Any]:
    """Questions the caller may see, the newest first. `q` searches number, title, description and handlings."""
    rows: Any = Ticket.objects.visible_to(request.user).with_names()
    if state:
        rows = rows.filter(state=state)
    if product:
        rows = rows.filter(product=product_of(request.user, product))  # type: ignore[arg-type]
    if q.strip():
        kinds = ["ticket", "ticket.note"] if can(request.user, "tickets.desk") else ["ticket"]
        rows = search.matching(rows, kinds, q)
    return paged(rows, show=brief, limit=limit, cursor=cursor)


@router.post("", response={201: dict[str, Any]}, summary="提问")
@needs("tickets.ask", "tickets.file_for")
def ask(request: HttpRequest, payload: Question) -> Status[dict[str, Any]]:
    """File a question. Answers with the question and its number."""
    user: Any = request.user
    code = verify(payload.service_code, payload.service_pin, source=source_of(request)) if payload.service_code else None

    def act() -> dict[str, Any]:
        organization = organization_of(user, payload.organization)
        product = product_of(user, payload.product)
        ticket = actions.ask(
            organization, by=user, asker=None if can(user, "tickets.file_for") else user, title=payload.title,
            description=html_of(payload.description), contact_name=payload.contact_name, contact_phone=payload.contact_phone, product=product,
            module=named(product.modules.filter(is_active=True), payload.module, field="module") if product else None,
            version=named(product.versions.filter(is_active=True), payload.version, field="version") if product else None,
            kind=term(Vocabulary.KIND, payload.kind, field="kind"), urgency=term(Vocabulary.URGENCY, payload.urgency, field="urgency"),
            is_private=payload.private, uploads=payload.files, source="api", service_code=code)
        return show(request, ticket)

    return Status(201, posted(request, payload.dict(exclude={"service_pin"}), act))


@router.get("/{number}", response=dict[str, Any], summary="一张问题单")
@needs("tickets.read_own", "tickets.desk")
def ticket(request: HttpRequest, number: str) -> dict[str, Any]:
    """A question with its whole conversation."""
    return show(request, find(request, number))


@router.post("/{number}/acceptance", response={201: dict[str, Any]}, summary="接单")
@needs("tickets.accept")
def accept(request: HttpRequest, number: str, payload: Acceptance) -> Status[dict[str, Any]]:
    """Take a waiting question. 409 when somebody else was first."""

    def act() -> dict[str, Any]:
        actions.accept(find(request, number), by=request.user, note=html_of(payload.note), promised_on=payload.promised_on)  # type: ignore[arg-type]
        return show(request, find(request, number))

    return Status(201, posted(request, payload.dict(), act))


@router.post("/{number}/handlings", response={201: dict[str, Any]}, summary="处理")
@needs("tickets.handle")
def handle(request: HttpRequest, number: str, payload: Handling) -> Status[dict[str, Any]]:
    """Write the next handling; an outcome such as 完全处理 finishes the question."""

    def act() -> dict[str, Any]:
        outcome = term(Vocabulary.OUTCOME, payload.outcome, field="outcome")
        if outcome is None:
            raise Refused(outcome=_("请给出处理结果，例如“完全处理”。"))
        actions.handle(find(request, number), by=request.user, body=html_of(payload.body), outcome=outcome,  # type: ignore[arg-type]
                       classification=term(Vocabulary.CLASSIFICATION, payload.classification, field="classification"),
                       promised_on=payload.promised_on, uploads=payload.files)
        return show(request, find(request, number))

    return Status(201, posted(request, payload.dict(), act))


@router.post("/{number}/follow-ups", response={201: dict[str, Any]}, summary="追问或回复")
@needs("tickets.follow_up", "tickets.handle")
def follow_up(request: HttpRequest, number: str, payload: FollowUp) -> Status[dict[str, Any]]:
    """Add a message both sides see."""
    from_staff = can(request.user, "tickets.handle")

    def act() -> dict[str, Any]:
        actions.follow_up(find(request, number), by=request.user, body=html_of(payload.body), uploads=payload.files,  # type: ignore[arg-type]
                          from_staff=from_staff)
        return show(request, find(request, number))

    return Status(201, posted(request, payload.dict(), act))
