"""How well and how fast the knowledge base answers: labelled questions put to the product's own search.

    python -m bench.knowledge --data FOLDER --every 1          ranking, this database (DATABASE_URL or DATA_DIR decide which)
    python -m bench.knowledge --data FOLDER --copies 9         speed at ten times as many documents, beside the bare index of the database

FOLDER holds corpus.SRC.jsonl, queries.SRC.jsonl and qrels.SRC.tsv. DATA_DIR must be a folder made for this: the articles are put into it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import defaultdict
from importlib import import_module
from math import log2
from pathlib import Path
from typing import Any

SOURCES = ("lohelp", "alchemy", "partner", "med", "cmrc", "drcd")
MEAN_OF = SOURCES[:4]
USER = "jiahe"


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def labelled(folder: Path, source: str, every: int) -> list[tuple[str, set[str]]]:
    """(question, ids of the documents that answer it), every n-th of a source."""
    gold: dict[str, set[str]] = defaultdict(set)
    for line in (folder / f"qrels.{source}.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, _score = line.split("\t")
        gold[query].add(document)
    return [(one["text"], gold[one["_id"]]) for one in lines(folder / f"queries.{source}.jsonl") if one["_id"] in gold][::every]


def measures(found: list[str], gold: set[str]) -> list[float]:
    """R@1, R@5, R@10, MRR@10 and nDCG@10 of one answer."""
    places = [place for place, one in enumerate(found[:10]) if one in gold]
    ideal = sum(1 / log2(place + 2) for place in range(min(10, len(gold))))
    return [sum(p < 1 for p in places) / len(gold), sum(p < 5 for p in places) / len(gold), len(places) / len(gold),
            1 / (places[0] + 1) if places else 0.0, sum(1 / log2(p + 2) for p in places) / ideal]


def p(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def bring_in(folder: Path) -> float:
    """All documents through `shouhou import`, if they are not there; answers the seconds."""
    command = import_module("shouhou.foundation.imports.command")
    began = time.perf_counter()
    for source in SOURCES:
        command.run(["knowledge", str(folder / f"corpus.{source}.jsonl")])
    return time.perf_counter() - began


def ranking(folder: Path, every: int) -> list[str]:
    """The table of how well the questions are answered, as `USER` may see."""
    answers = import_module("shouhou.support.knowledge.finding").answers
    user = import_module("shouhou.foundation.accounts.models").User.objects.by_name(USER)
    table = ["| source | n | R@1 | R@5 | R@10 | MRR@10 | nDCG@10 | p50 ms | p95 ms |", "|---|--:|--:|--:|--:|--:|--:|--:|--:|"]
    means = []
    for source in SOURCES:
        sums, spent = [], []
        for question, gold in labelled(folder, source, every):
            began = time.perf_counter()
            found = answers(question, user, limit=10)
            spent.append(time.perf_counter() - began)
            sums.append(measures([one.article.external_id for one in found.items], gold))
        mean = [100 * sum(column) / len(sums) for column in zip(*sums, strict=True)]
        if source in MEAN_OF:
            means.append(mean)
        table.append(f"| {source} | {len(sums)} | " + " | ".join(f"{m:.1f}" for m in mean) + f" | {p(spent, 0.5):.1f} | {p(spent, 0.95):.1f} |")
        print(table[-1], file=sys.stderr, flush=True)
    four = [sum(column) / len(means) for column in zip(*means, strict=True)]
    return [*table, "| **mean of the first four** | | " + " | ".join(f"**{m:.1f}**" for m in four) + " | | |"]


def multiply(copies: int) -> None:
    """Further copies of every article, so that the index is larger by so many times."""
    models = import_module("shouhou.support.knowledge.models")
    search = import_module("shouhou.foundation.search")
    searching = import_module("shouhou.support.knowledge.searching")
    there = models.Article.objects.filter(external_id__startswith="copy").count()
    originals = models.Article.objects.exclude(external_id__startswith="copy").exclude(external_id=None).order_by("pk")
    if there:
        return
    for copy in range(copies):
        batch: list[Any] = []
        for one in originals.iterator(chunk_size=1000):
            one.pk, one.external_id = None, f"copy{copy}:{one.external_id}"
            batch.append(one)
            if len(batch) == 1000:
                search.rank_many(("article", *searching.document(a)) for a in models.Article.objects.bulk_create(batch))
                batch = []
        search.rank_many(("article", *searching.document(a)) for a in models.Article.objects.bulk_create(batch))
    search.sort_in(lambda done, total: print(f"\r{done} / {total}", end="", file=sys.stderr))


def bare_index() -> Any:
    """The database's own full-text index over the same words: answers a function that asks it for the ten best."""
    connection = import_module("django.db").connection
    terms = import_module("shouhou.foundation.search.terms").terms_of
    fold = import_module("shouhou.foundation.search.tokens").fold
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if is_sqlite:
            cursor.execute("CREATE VIRTUAL TABLE IF NOT EXISTS bare USING fts5(title, body, content='', tokenize='unicode61 remove_diacritics 0')")
        else:
            cursor.execute("CREATE TABLE IF NOT EXISTS bare (id bigint, vector tsvector)")
        cursor.execute("SELECT count(*) FROM bare")
        if not cursor.fetchone()[0]:
            cursor.execute("SELECT id FROM search_ranked ORDER BY id")
            ids = [pk for (pk,) in cursor.fetchall()]
            for start in range(0, len(ids), 1000):
                cursor.execute("SELECT id, title, body FROM search_ranked WHERE id BETWEEN %s AND %s", [ids[start], ids[min(len(ids), start + 1000) - 1]])
                rows = [(pk, " ".join(terms(title)), " ".join(terms(body))) for pk, title, body in cursor.fetchall()]
                if is_sqlite:
                    cursor.executemany("INSERT INTO bare (rowid, title, body) VALUES (%s, %s, %s)", rows)
                else:
                    cursor.executemany("INSERT INTO bare VALUES (%s, setweight(array_to_tsvector(%s), 'A') || array_to_tsvector(%s))",
                                       [(pk, sorted(set(t.split())), sorted(set(b.split()))) for pk, t, b in rows])
            if not is_sqlite:
                cursor.execute("CREATE INDEX ON bare USING gin (vector)")
                cursor.execute("ANALYZE bare")

    def ask(question: str) -> None:
        words = list(dict.fromkeys(word for word in terms(fold(question)) if word.isalnum()))[:64]
        with connection.cursor() as cursor:
            if is_sqlite:
                cursor.execute("SELECT rowid FROM bare WHERE bare MATCH %s ORDER BY bm25(bare, 5, 1) LIMIT 10", [" OR ".join(f'"{w}"' for w in words)])
            else:
                words_or = " | ".join(f"'{w}'" for w in words)
                cursor.execute("SELECT id FROM bare WHERE vector @@ %s::tsquery ORDER BY ts_rank(vector, %s::tsquery) DESC LIMIT 10", [words_or, words_or])
            cursor.fetchall()

    return ask


def speed(folder: Path, each: int = 60) -> list[str]:
    """p50 and p95 of the API beside the bare index, question by question in turns."""
    client = import_module("django.test").Client()
    user = import_module("shouhou.foundation.accounts.models").User.objects.by_name(USER)
    secret = import_module("shouhou.foundation.accounts.tokens").issue(user, "bench", ["*"], days=1)
    count = import_module("shouhou.support.knowledge.models").Article.objects.count()
    ask = bare_index()
    table = ["| documents | source | API p50 ms | API p95 ms | bare index p50 ms | bare index p95 ms | p95 ratio |", "|--:|---|--:|--:|--:|--:|--:|"]
    every: tuple[list[float], list[float]] = ([], [])
    for source in (*SOURCES, "all"):
        ours, bare = ([], []) if source != "all" else every
        for question, _gold in [] if source == "all" else labelled(folder, source, 1)[7::37][:each]:
            began = time.perf_counter()
            answer = client.get("/api/v1/knowledge/search", {"q": question, "limit": 10}, headers={"authorization": f"Bearer {secret}", "host": "localhost"})
            ours.append(time.perf_counter() - began)
            if answer.status_code != 200:
                sys.exit(f"{answer.status_code}: {answer.content[:300]!r}")
            began = time.perf_counter()
            ask(question)
            bare.append(time.perf_counter() - began)
        if source != "all":
            every[0].extend(ours)
            every[1].extend(bare)
        table.append(f"| {count:,} | {source} | {p(ours, 0.5):.1f} | {p(ours, 0.95):.1f} | {p(bare, 0.5):.1f} | {p(bare, 0.95):.1f} | "
                     f"{p(ours, 0.95) / p(bare, 0.95):.2f} |")
        print(table[-1], file=sys.stderr, flush=True)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.knowledge")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="every n-th question")
    parser.add_argument("--copies", type=int, default=0, help="so many further copies of every document; measures speed only")
    parser.add_argument("--out", type=Path, help="append the tables to this file")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouhou.config.settings")
    preparing = import_module("shouhou.config.preparing")
    preparing.begin()
    preparing.prepare()
    import_module("shouhou.demo.story").load()
    spent = bring_in(given.data)
    vendor = import_module("django.db").connection.vendor
    if given.copies:
        multiply(given.copies)
        tables = [f"### {vendor}, speed", "", *speed(given.data)]
    else:
        tables = [f"### {vendor}, every {given.every}. question; documents brought in and sorted in {spent:.0f} s", "",
                  *ranking(given.data, given.every), "", *speed(given.data)]
    print("\n".join(tables))
    if given.out:
        with given.out.open("a", encoding="utf-8") as file:
            file.write("\n".join([*tables, "", ""]))


if __name__ == "__main__":
    main()
