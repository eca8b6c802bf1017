"""One database: every question asked of the grid and in bare SQL by turns. Prints lines of a table in Markdown."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402

from bench.grid_rows import GRID, prepare  # noqa: E402
from shouhou.foundation.grid import Asking, groups, page  # noqa: E402
from shouhou.foundation.grid.indexing import codes  # noqa: E402
from shouhou.foundation.grid.sorting import write_mark  # noqa: E402

IS_SQLITE = connection.vendor == "sqlite"
COLUMNS = "id, number, customer, model, station, engineer, state, fee, parts, created_at, finished_on"
SIZE = 200


@dataclass(frozen=True)
class Question:
    """What is asked, by the grid and by hand; each answers how many rows it got, so that both can be compared."""

    name: str
    ours: Callable[[], Any]
    bare: Callable[[], Any]
    rounds: int = 41


def ask(address: str, **changes: Any) -> Asking:
    return Asking.read(GRID, None, QueryDict(address)).change(**{"size": SIZE, **changes})


def sql(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    """By the driver itself. `?` are its marks."""
    cursor = connection.connection.cursor()
    cursor.execute(statement if IS_SQLITE else statement.replace("%", "%%").replace("?", "%s"), params)
    return cursor.fetchall()


def counted(where: str, *params: Any) -> int:
    return sql(f"SELECT count(*) FROM (SELECT 1 FROM bench_dispatch WHERE {where} LIMIT 10001) c", *params)[0][0]


def bare_page(where: str, *params: Any, order: str = "created_at DESC, id DESC", counts: str = "") -> tuple[Any, ...]:
    """A page and how many there are; of a page further on all are counted, `counts` says which."""
    found = sql(f"SELECT {COLUMNS} FROM bench_dispatch WHERE {where} ORDER BY {order} LIMIT {SIZE + 1}", *params)
    total = counted(counts) if counts else counted(where, *params) if len(found) > SIZE else len(found)
    return [row[0] for row in found[:SIZE]], min(total, 10_000)


def our_page(asking: Asking, path: tuple[Any, ...] = ()) -> tuple[Any, ...]:
    found = page(GRID, None, asking, path)
    return [row["pk"] for row in found.rows], found.total


def row_at(order: str, place: int) -> dict[str, Any]:
    return dict(zip(("id", "created_at", "customer_key", "finished_on"), sql(
        f"SELECT id, created_at, customer_key, finished_on FROM bench_dispatch ORDER BY {order} LIMIT 1 OFFSET {place}")[0], strict=True))


def like(column: str, inside: str) -> str:
    return f"{column} {'LIKE' if IS_SQLITE else 'ILIKE'} '{inside}'"


def held(*pieces: str) -> str:
    """The rows that hold pieces, by the index."""
    if IS_SQLITE:
        return "id IN (SELECT rowid FROM grid_index_bench_dispatches WHERE grid_index_bench_dispatches MATCH '" + " AND ".join(f'"{p}"' for p in pieces) + "')"
    return f"id IN (SELECT id FROM grid_index_bench_dispatches WHERE grams @> '{{{','.join(map(str, codes(pieces)))}}}'::int[])"


def value_of(raw: datetime) -> datetime:
    """As the grid's mark has it: a moment with its zone."""
    return raw if raw.tzinfo else raw.replace(tzinfo=UTC)


def deep(count: int) -> list[Question]:
    place = 950_000 if count >= 1_000_000 else count * 19 // 20
    found = []
    at = row_at("created_at DESC, id DESC", place)
    mark = write_mark([value_of(at["created_at"]), at["id"]])
    found.append(Question(f"page {place // 50:,}, newest first", lambda: our_page(ask("", after=mark)),
                          lambda: bare_page("(created_at, id) < (?, ?)", at["created_at"], at["id"], counts="true")))
    by_name = row_at("customer_key, id", place)
    named = write_mark([by_name["customer_key"], by_name["id"]])
    found.append(Question(f"page {place // 50:,}, by the customer's pinyin", lambda: our_page(ask("sort=customer", after=named)),
                          lambda: bare_page("(customer_key, id) > (?, ?)", by_name["customer_key"], by_name["id"], order="customer_key, id", counts="true")))
    place = count * 3 // 10
    date = row_at("finished_on DESC, id DESC" if IS_SQLITE else "finished_on DESC NULLS LAST, id DESC", place)
    ended = write_mark([date["finished_on"], date["id"]])
    found.append(Question(f"page {place // 50:,}, by a date that may be empty", lambda: our_page(ask("sort=-finished", after=ended)),
                          lambda: bare_page("(finished_on, id) < (?, ?)", date["finished_on"], date["id"], order="finished_on DESC, id DESC", counts="true")))
    return found


def our_groups(*path: Any) -> list[Any]:
    return [(g.value, g.count) for g in groups(GRID, None, ask("group=station,engineer,state", size=200), path).items]


def three_levels() -> int:
    stations = our_groups()
    engineers = our_groups(stations[0][0])
    return len(stations) + len(engineers) + len(our_groups(stations[0][0], engineers[0][0]))


def bare_level(column: str, where: str = "true", *params: Any) -> list[Any]:
    return sql(f"SELECT {column}, count(*), sum(fee), sum(parts) FROM bench_dispatch WHERE {where} GROUP BY {column} ORDER BY {column} LIMIT 201", *params)


def three_bare_levels() -> int:
    stations = bare_level("station")
    engineers = bare_level("engineer", "station = ?", stations[0][0])
    return len(stations) + len(engineers) + len(bare_level("state", "station = ? AND engineer = ?", stations[0][0], engineers[0][0]))


def questions(count: int) -> list[Question]:
    station, engineer = our_groups()[0][0], ""
    engineer = our_groups(station)[0][0]
    group = (station, engineer, "done")
    in_group = "station = ? AND engineer = ? AND state = ?"
    one_of = " OR ".join(like(c, "%084%") for c in ("number", "customer", "model", "station", "engineer"))
    four = f"station = ? AND state = ? AND fee > ? OR {like('model', '%2by%5084%4%1%')}"
    return [
        Question("page, newest first", lambda: our_page(ask("")), lambda: bare_page("true")),
        *deep(count),
        Question("three-level grouping with sums: three levels opened", three_levels, three_bare_levels, 3),
        Question("first level alone", lambda: len(our_groups()), lambda: len(bare_level("station")), 3),
        Question("one group's page", lambda: our_page(ask("group=station,engineer,state"), group), lambda: bare_page(in_group, *group)),
        Question("wildcard `084`, in any column", lambda: our_page(ask("q=084")), lambda: bare_page(f"{held('084')} AND ({one_of})"), 7),
        Question("wildcard `2by*5084*4*1`", lambda: our_page(ask("c=model~has~2by*5084*4*1")),
                 lambda: bare_page(f"{held('2by', '508', '084')} AND {like('model', '%2by%5084%4%1%')}")),
        Question("wildcard `有限公司`, in every row", lambda: our_page(ask("c=customer~has~有限公司"))[0],
                 lambda: bare_page(like("customer", "%有限公司%"))[0]),
        Question("wildcard `84`, a scan", lambda: our_page(ask("c=model~has~*84*7*77*1")),
                 lambda: bare_page(like("model", "%84%7%77%1%")), 3),
        Question("AND/OR of four conditions", lambda: our_page(ask("c=station~is~北京服务站&c=state~is~done&c=fee~gt~499&c=or~model~has~2by*5084*4*1")),
                 lambda: bare_page(four, "北京服务站", "done", 499), 5),
    ]


def taken(act: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds and the answer. SQLite works in this process: its processor time leaves out what else the machine is doing."""
    clock = time.process_time if IS_SQLITE else time.perf_counter
    began = clock()
    answer = act()
    return (clock() - began) * 1000, answer


def main(count: int) -> None:
    call_command("migrate", verbosity=0)
    prepare(count)
    connection.ensure_connection()
    gc.collect()
    gc.freeze()  # as the server does
    label = "SQLite" if IS_SQLITE else "PostgreSQL"
    for one in questions(count):
        pairs = []
        one.ours(), one.bare()
        for _ in range(one.rounds):
            (bare, theirs), (ours, mine) = taken(one.bare), taken(one.ours)
            if theirs != mine and (theirs[0], None) != mine:  # many are not counted
                sys.exit(f"{one.name}: not the same answer: {str(mine)[:200]} / {str(theirs)[:200]}")
            pairs.append((bare, ours))
        low, high = (sorted(column)[len(column) // 4] for column in zip(*pairs, strict=True))  # other work on the machine makes the rest slower
        print(f"| {label} | {one.name} | {low:.2f} | {high:.2f} | {high / low:.2f} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
