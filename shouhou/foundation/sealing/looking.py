"""Computing the chain again."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import timezone

from shouhou.foundation.events.models import Event
from shouhou.foundation.sealing.chain import START, digest, link, rows, secrets
from shouhou.foundation.sealing.closing import AFTER
from shouhou.foundation.sealing.models import Look, Seal

MOST = 20
LATE = 4 * AFTER


@dataclass
class Verdict:
    """What was found. `wrong` holds [first, last] of every link that does not hold; [n, 0] says that from event n on nothing is sealed though it should be."""

    links: int = 0
    rows: int = 0
    struck: int = 0
    wrong: list[list[int]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.wrong


def verify(say: Callable[[int], None] = lambda done: None, *, keeps: bool = True) -> Verdict:
    """Compute every link again, in order. `keeps` writes the outcome down for `latest`."""
    found, struck = Verdict(), _struck()
    found.struck = len(struck)
    before, next_id = START, None
    for seal in Seal.objects.order_by("pk").iterator():
        digests = [_as_sealed(row[0], digest(row), struck) for row in rows(seal.first, seal.last)]
        found.links += 1
        found.rows += len(digests)
        good = (next_id is None or seal.first == next_id) and len(digests) == seal.count and any(
            hmac.compare_digest(link(before, digests, secret).hex(), seal.digest) for secret in secrets())
        if not good and len(found.wrong) < MOST:
            found.wrong.append([seal.first, seal.last])
        before, next_id = bytes.fromhex(seal.digest), seal.last + 1
        say(found.rows)
    _the_ends(found, next_id)
    if keeps:
        Look.objects.create(links=found.links, rows=found.rows, struck=found.struck, wrong=found.wrong)
        for old in Look.objects.order_by("-pk")[100:]:
            old.delete()
    return found


def latest() -> Look | None:
    """The last verification."""
    return Look.objects.order_by("-pk").first()


def _struck() -> dict[int, list[tuple[bytes, bytes]]]:
    """Event → what it was worth before and after each time something was struck from it."""
    found: dict[int, list[tuple[bytes, bytes]]] = defaultdict(list)
    for subject, data in Event.objects.filter(verb="event.struck").order_by("pk").values_list("subject", "data"):
        found[int(subject.partition(":")[2])].append((bytes.fromhex(data["was"]), bytes.fromhex(data["now"])))
    return found


def _as_sealed(pk: int, now: bytes, struck: dict[int, list[tuple[bytes, bytes]]]) -> bytes:
    told = struck.get(pk)
    return told[0][0] if told and told[-1][1] == now else now


def _the_ends(found: Verdict, next_id: int | None) -> None:
    """Rows before the first link, and rows that should have been sealed long ago: links were taken away."""
    if next_id is None:
        return
    first = Seal.objects.order_by("pk").values_list("first", flat=True)[0]
    stray = Event.objects.filter(pk__lt=first).order_by("pk").values_list("pk", flat=True).first()
    if stray is not None:
        found.wrong.append([int(stray), int(first) - 1])
    left = Event.objects.filter(pk__gte=next_id, at__lt=timezone.now() - LATE).order_by("pk").values_list("pk", flat=True).first()
    made = Seal.objects.order_by("-pk").values_list("made_at", flat=True)[0]
    if left is not None and timezone.now() - made > LATE:
        found.wrong.append([int(left), 0])
