"""A few shared attachments for generated questions: many rows, few bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from shouhou.foundation.files import blobs
from shouhou.foundation.files.models import File
from shouhou.support.tickets.models import Ticket

EVERY = 5
"""One question in five has an attachment."""


@dataclass(frozen=True, slots=True)
class Library:
    """(name, hash, size) of the files that are handed out."""

    files: tuple[tuple[str, str, int], ...]

    @classmethod
    def open(cls) -> Library:
        """Write the shared files once."""
        found = []
        for n, name in enumerate(("操作日志.txt", "报错信息.txt", "单据清单.csv", "现场记录.txt")):
            text = "\n".join(f"{n}-{line:03d} 2026-01-01 10:{line % 60:02d}:00 操作记录" for line in range(40 + n * 10))
            digest, size, _ = blobs.keep([text.encode()], largest=1 << 20)
            found.append((name, digest, size))
        return cls(tuple(found))

    def give(self, tickets: Sequence[Ticket], start: int) -> None:
        """Attach a file to every fifth of these questions; tokens are drawn from the number, so that the data stay the same."""
        rows = []
        for place, ticket in enumerate(tickets, start + 1):
            if place % EVERY == 0:
                name, digest, size = self.files[place // EVERY % len(self.files)]
                token = sha256(f"demo:{ticket.number}".encode()).hexdigest()[:22]
                rows.append(File(token=token, name=name, size=size, kind="text", mime="text/plain", sha256=digest, owner_id=ticket.asker_id,
                                 subject=f"ticket:{ticket.pk}", created_at=ticket.created_at))
        File.objects.bulk_create(rows)
