"""What a row and a link are worth as bytes."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings

from shouhou.foundation.events.models import Event

Row = tuple[int, str, str, int | None, datetime, Any]
FIELDS = ("pk", "verb", "subject", "by_id", "at", "data")
START = b"\0" * 32
PART = 2000


def rows(first: int, last: int) -> Iterator[Row]:
    """The events of these ids in order, a part at a time: memory does not grow with their number."""
    events = Event.objects.order_by("pk").values_list(*FIELDS)
    while part := list(events.filter(pk__gte=first, pk__lte=last)[:PART]):
        yield from part  # type: ignore[misc]
        first = part[-1][0] + 1


def digest(row: Row) -> bytes:
    """The same on both databases and whatever order JSON's keys came back in."""
    pk, verb, subject, by, at, data = row
    told = [pk, verb, subject, by, at.astimezone(UTC).isoformat(timespec="microseconds"), data]
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).digest()


def link(before: bytes, digests: Iterable[bytes], secret: str) -> bytes:
    """The link over these rows and the one before, under the installation's own key: who can only write to the database cannot make one."""
    return hmac.digest(sha256(b"shouhou.seal" + secret.encode()).digest(), before + b"".join(digests), "sha256")


def secrets() -> list[str]:
    """The key in use and those it has replaced."""
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
