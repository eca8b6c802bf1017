"""登录与设备: the browsers in which a person is signed in, and ending them."""

from __future__ import annotations

from datetime import timedelta
from time import time
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from shouhou.foundation.accounts.ended import end_sessions
from shouhou.foundation.accounts.models import User, Visit
from shouhou.foundation.accounts.sources import source_of

SEEN = "seen_at"
EVERY = 300
"""Seconds between two notes that a browser is still used."""


BEGUN = f"""INSERT INTO {Visit._meta.db_table} (session_key, user_id, source, agent, started_at, seen_at) VALUES (%s, %s, %s, %s, %s, %s)
  ON CONFLICT (session_key) DO UPDATE SET user_id = excluded.user_id, source = excluded.source, agent = excluded.agent,
  started_at = excluded.started_at, seen_at = excluded.seen_at"""  # noqa: S608 - no values in it


def begin(request: HttpRequest, user: User) -> None:
    """Note that this person is signed in here from now on, and when it was."""
    if not request.session.session_key:
        request.session.save()
    request.session[SEEN] = int(time())
    agent = "".join(c for c in request.headers.get("User-Agent", "") if c.isprintable())[:200]
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:  # by hand: they stand in every sign-in
        cursor.execute(BEGUN, [request.session.session_key, user.pk, source_of(request), agent, now, now])
        cursor.execute(f"UPDATE {User._meta.db_table} SET last_login = %s WHERE id = %s", [now, user.pk])  # noqa: S608


def touch(request: HttpRequest) -> None:
    """Note, at most every five minutes, that the browser is used."""
    seen = request.session.get(SEEN)
    if isinstance(seen, int) and time() - seen > EVERY:
        request.session[SEEN] = int(time())
        Visit.objects.filter(session_key=request.session.session_key).update(seen_at=timezone.now(), source=source_of(request))


def of(user: User) -> list[Visit]:
    """Where this person is signed in now, the latest use first. Those whose session is over are forgotten on the way."""
    visits = list(Visit.objects.filter(user=user).order_by("-seen_at"))
    alive = set(Session.objects.filter(pk__in=[v.session_key for v in visits], expire_date__gt=timezone.now()).values_list("pk", flat=True))
    over = [v.pk for v in visits if v.session_key not in alive and v.started_at < timezone.now() - timedelta(minutes=1)]
    if over:
        Visit.objects.filter(pk__in=over).delete()
    return [v for v in visits if v.session_key in alive]


@transaction.atomic
def end(user: User, *, keep: str | None = "", only: int | None = None, tells: bool = True) -> int:
    """Sign the person out everywhere but in the session `keep`, or only in the visit of this id. Answers in how many.

    With `tells` those who hold open connections hear of it.
    """
    found = Visit.objects.filter(user=user).exclude(session_key=keep or "")
    if only is not None:
        found = found.filter(pk=only)
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(pk__in=keys).delete()
    Visit.objects.filter(session_key__in=keys).delete()
    if keys and tells:
        end_sessions(user)
    return len(keys)


def forget(request: HttpRequest) -> None:
    """The person signs out here."""
    Visit.objects.filter(session_key=request.session.session_key or "").delete()


BROWSERS = (("Edg/", "Edge"), ("MicroMessenger", "微信"), ("wxwork", "企业微信"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def device(agent: str) -> str:
    """A browser in two words, as far as it says what it is: `Chrome · Windows`."""
    found: list[Any] = [next((name for mark, name in table if mark in agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found)) or agent[:40]
