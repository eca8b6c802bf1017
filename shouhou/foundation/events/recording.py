"""Recording, listening, reading back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event

MANY = 500
Listener = Callable[[Event, Any], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)


def subject_of(thing: models.Model) -> str:
    """How a thing is named in events, files and links: `ticket:12`."""
    return f"{thing._meta.model_name}:{thing.pk}"


def on(*verbs: str) -> Callable[[Listener], Listener]:
    """`@on("ticket.asked")`: call the function with (event, subject) inside the transaction of the verb."""

    def listen(function: Listener) -> Listener:
        for verb in verbs:
            _listeners[verb].append(function)
        return function

    return listen


def record(verb: str, subject: models.Model, *, by: User | None, **data: Any) -> Event:
    """Write that `verb` happened to `subject` and tell the listeners. Must run inside a transaction; `data` must be JSON."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() outside a transaction: the verb must be @transaction.atomic.")
    event = _written(Event(verb=verb, subject=subject_of(subject), by=by, data=data))
    for listener in _listeners[verb]:
        listener(event, subject)
    return event


def _written(event: Event) -> Event:
    """Insert the event. Every verb ends here, so the statement is written out: the ORM would compile it anew each time."""
    connection = transaction.get_connection()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO events_event (verb, subject, by_id, at, data) VALUES (%s, %s, %s, %s, %s) RETURNING id", [
            event.verb, event.subject, event.by_id, connection.ops.adapt_datetimefield_value(event.at),
            json.dumps(event.data, cls=DjangoJSONEncoder)])
        event.pk = cursor.fetchone()[0]
    event._state.adding, event._state.db = False, connection.alias
    return event


def record_many(happened: Iterable[tuple[str, models.Model, dict[str, Any]]], *, by: User | None) -> None:
    """Write many events, each (verb, subject, data), in few statements; those that somebody listens to are recorded one by one.
    Must run inside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record_many() outside a transaction: the verb must be @transaction.atomic.")
    told = list(happened)
    heard = [(verb, thing, data) for verb, thing, data in told if _listeners.get(verb)]
    if heard:
        for verb, thing, data in heard:
            record(verb, thing, by=by, **data)
        told = [one for one in told if not _listeners.get(one[0])]
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    who = by.pk if by else None
    rows = [(verb, subject_of(thing), who, at, json.dumps(data, cls=DjangoJSONEncoder)) for verb, thing, data in told]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), MANY):
            part = rows[start:start + MANY]
            cursor.execute(f"INSERT INTO {Event._meta.db_table} (verb, subject, by_id, at, data) VALUES "  # noqa: S608 - no value stands in it
                           + ", ".join(["(%s, %s, %s, %s, %s)"] * len(part)), [value for row in part for value in row])


def timeline(thing: models.Model) -> QuerySet[Event]:
    """What happened to this thing, oldest first, with who did it."""
    return Event.objects.filter(subject=subject_of(thing)).select_related("by").order_by("id")
