"""Doing a thing once."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from shouhou.foundation.accounts.models import User
from shouhou.foundation.idempotency.models import Answer


class Different(Exception):
    """The same key came with another content."""


@transaction.atomic
def once(key: str, *, by: User, content: Any, act: Callable[[], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """Run `act` the first time `key` comes from `by`; afterwards give the first answer again.

    `content` is whatever the request asked for (JSON-able); the same key with other content raises `Different`.
    Answers (result, replayed). The key's row is written in the transaction of the act: both or neither. Of many
    that come at once, one acts and the others wait for it and replay.
    """
    if not key:
        return act(), False
    print_ = sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
    table = Answer._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (user_id, key, fingerprint, result, at) VALUES (%s, %s, %s, NULL, %s) "  # noqa: S608
            "ON CONFLICT (user_id, key) DO NOTHING", [by.pk, key[:120], print_, timezone.now()])
        is_new = cursor.rowcount == 1
    if is_new:
        result = act()
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET result = %s WHERE user_id = %s AND key = %s",  # noqa: S608
                           [json.dumps(result, cls=DjangoJSONEncoder), by.pk, key[:120]])
        return result, False
    answer = Answer.objects.get(user=by, key=key[:120])
    if answer.fingerprint != print_:
        raise Different
    return answer.result or {}, True
