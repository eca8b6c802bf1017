"""Who stands behind a socket, and whether that still holds. Synchronous: called in a thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from shouhou.foundation.access.models import Grant
from shouhou.foundation.accounts.models import User
from shouhou.foundation.live.policy import may_listen

Rights = tuple[str, frozenset[str]]
"""What makes a socket's rights: the password's hash and the roles. Another value closes the socket."""


def is_own_origin(origin: str, host: str) -> bool:
    """Whether the page that opens the socket came from us: the same host as asked for, or one the operator trusts."""
    domain, _ = split_domain_port(host)
    if not origin or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    return origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc.lower() == host.lower()


def who(session_key: str) -> tuple[User, Rights] | None:
    """The signed-in person of this session and the rights now; None for visitors, expired sessions, disabled people."""
    close_old_connections()
    try:
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
        user: Any = get_user(request)
        if not user.is_authenticated or not user.is_active:
            return None
        return user, rights_of([user.pk])[user.pk]
    finally:
        close_old_connections()


def rights_of(users: Collection[int]) -> dict[int, Rights]:
    """The rights of those who are active, by id."""
    roles: dict[int, set[str]] = defaultdict(set)
    for user_id, role in Grant.objects.filter(user__in=users).values_list("user_id", "role"):
        roles[user_id].add(role)
    people = User.objects.filter(pk__in=users, is_active=True).values_list("pk", "password")
    return {pk: (password, frozenset(roles[pk])) for pk, password in people}


def standing(sessions: Iterable[tuple[str, int]]) -> tuple[set[str], dict[int, Rights]]:
    """Of these (session, user) pairs: the sessions that still live and the rights of the people as they are now."""
    close_old_connections()
    try:
        pairs = list(sessions)
        alive: set[str] = set()
        keys = list({key for key, _ in pairs})
        for start in range(0, len(keys), 500):
            found = Session.objects.filter(session_key__in=keys[start : start + 500], expire_date__gt=timezone.now())
            alive.update(found.values_list("session_key", flat=True))
        people = list({user for _, user in pairs})
        rights: dict[int, Rights] = {}
        for start in range(0, len(people), 500):
            rights.update(rights_of(people[start : start + 500]))
        return alive, rights
    finally:
        close_old_connections()


def verdicts(user: User, topics: Collection[str]) -> dict[str, bool]:
    """Which of these topics the person may hear."""
    close_old_connections()
    try:
        return {name: may_listen(user, name) for name in topics}
    finally:
        close_old_connections()


def fresh_verdicts(asked: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Of these (user, topic) pairs those that still hold, judged with people read anew."""
    close_old_connections()
    try:
        people = User.objects.filter(is_active=True).in_bulk(list({user for user, _ in asked}))
        return {(user, name) for user, name in asked if user in people and may_listen(people[user], name)}
    finally:
        close_old_connections()
