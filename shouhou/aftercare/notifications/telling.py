"""Telling people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from typing import Any

from django.db import models, transaction

from shouhou.aftercare.notifications.kinds import KINDS
from shouhou.aftercare.notifications.models import Delivery, Notice, Preference
from shouhou.aftercare.notifications.transports import transports
from shouhou.foundation import live
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import subject_of
from shouhou.foundation.jobs import enqueue
from shouhou.foundation.prepared import Insertion

_silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def silence() -> Iterator[None]:
    """Within the block nobody is told anything: a story is being told, not lived."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def is_silent() -> bool:
    """Whether we are inside `silence`."""
    return _silent.get()


_write = Insertion(Notice)


@transaction.atomic(savepoint=False)
def tell(users: Iterable[User], kind: str, *, title: str, text: str = "", url: str = "", subject: models.Model | None = None, dedup: str,
         data: dict[str, Any] | None = None, only_reached: bool = False, always: Collection[int] = (), is_first: bool = False) -> list[Notice]:
    """Tell each of `users` once: a notice in the product, and a delivery by every transport the person wants and can be reached by.

    `dedup` names the occasion; the same occasion told again tells nobody twice. Nothing leaves the process here: deliveries are jobs
    of this transaction. `data` are further facts for a transport's template (no personal phone numbers). With `only_reached` those
    whom no transport reaches get no notice either, except the people in `always` (ids). `is_first` promises
    that the occasion was never told before and that no transport is ready, so that nothing need be looked up.
    """
    if is_silent():
        return []
    people = {user.pk: user for user in users if user.is_active}
    ways: dict[int, list[tuple[str, str]]] = {pk: [] for pk in people} if is_first else reached(people, kind)
    marks = {f"{dedup}:{pk}"[:120]: user for pk, user in people.items() if not only_reached or pk in always or ways[pk]}
    known = set() if is_first else set(Notice.objects.filter(dedup__in=marks).values_list("dedup", flat=True))
    about = subject_of(subject) if subject else ""
    new = [Notice(user=user, kind=kind, title=title[:200], text=text[:400], url=url, subject=about, dedup=mark)
           for mark, user in marks.items() if mark not in known]
    made = [_write(new[0])] if len(new) == 1 else Notice.objects.bulk_create(new)
    for notice in made:
        for transport, address in ways[notice.user_id]:
            deliver(notice, transport, address, data or {})
        live.publish_on_commit(f"user:{notice.user_id}", {"more": ["notices"], "toast": {"text": title[:120], "tone": "blue"}})
    return made


def reached(people: dict[int, User], kind: str) -> dict[int, list[tuple[str, str]]]:
    """By which transports, at which addresses, each of these people is told of a kind."""
    ready = {code: t for code, t in transports().items() if t.is_ready()}
    if not ready:
        return {pk: [] for pk in people}
    wants = {(p.user_id, p.transport): p.is_wanted for p in Preference.objects.filter(user_id__in=people, kind=kind)}
    return {pk: [(code, address) for code, transport in ready.items() if wants.get((pk, code), code in KINDS[kind].defaults)
                 for address in transport.addresses(user)] for pk, user in people.items()}


def deliver(notice: Notice, transport: str, address: str, data: dict[str, Any]) -> Delivery:
    """One delivery and the job that carries it out."""
    mark = sha256(f"{notice.dedup}|{transport}|{address}".encode()).hexdigest()[:32]
    delivery = Delivery.objects.create(notice=notice, transport=transport, address=address[:120], data=data, dedup=mark)
    enqueue("notifications.deliver", {"delivery": delivery.pk}, dedup=f"delivery:{delivery.pk}")
    return delivery
