"""Taking the next number."""

from __future__ import annotations

from django.db import connection, transaction


def take_many(prefix: str, count: int) -> int:
    """Take `count` numbers at once and answer the first. Must run inside the transaction that writes the documents."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("take() outside a transaction: number and document must be written together.")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO numbering_counter (prefix, last) VALUES (%s, %s) "
            "ON CONFLICT (prefix) DO UPDATE SET last = numbering_counter.last + excluded.last RETURNING last",
            [prefix, count],
        )
        return int(cursor.fetchone()[0]) - count + 1


def take(prefix: str, *, width: int = 9) -> str:
    """The next number of this prefix, such as OD000000001 (manual 000 §3 shows the form)."""
    return f"{prefix}{take_many(prefix, 1):0{width}d}"
