"""`entitlement.decide` over many codes and agreements against its bare indexed query, in turns: `python -m bench.entitlement 1000000`.

DATA_DIR and DATABASE_URL say where, as for the product itself; use an empty place. The bare query is the one that `decide` itself sends,
by Django's cursor, its rows fetched and thrown away: what is measured is what deciding costs on top.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from shouhou.registry.agreements import entitlement  # noqa: E402
from shouhou.registry.agreements.models import Agreement, Level, ServiceCode  # noqa: E402
from shouhou.registry.organizations.models import Organization  # noqa: E402
from shouhou.registry.products.models import Product  # noqa: E402

BATCH, CALLS, ROUNDS = 5000, 2000, 7


def fill(count: int) -> None:
    """`count` companies with one agreement and one code each; four in five hold today."""
    today, level = timezone.localdate(), Level.objects.order_by("id").first()
    Product.objects.get_or_create(name="产品", name_key="产品")
    for start in range(0, count, BATCH):
        rows = range(start, min(start + BATCH, count))
        made = Organization.objects.bulk_create(
            Organization(name=f"单位{n:07d}", name_key=f"单位{n:07d}", sort_key=f"dw{n:07d}") for n in rows)
        Agreement.objects.bulk_create(
            Agreement(organization=o, level=level, starts_on=today - timedelta(days=300), ends_on=today + timedelta(days=65 if n % 5 else -5))
            for n, o in zip(rows, made, strict=True))
        ServiceCode.objects.bulk_create(
            ServiceCode(code=f"8{n:09d}", code_key=f"8{n:09d}", organization=o) for n, o in zip(rows, made, strict=True))


def bare(statement: str, values: list[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.fetchall()


def timed(act: object, arguments: list[object]) -> float:
    """Median microseconds of one call."""
    took = []
    for argument in arguments:
        begin = time.perf_counter()
        act(argument)  # type: ignore[operator]
        took.append(time.perf_counter() - begin)
    return sorted(took)[len(took) // 2] * 1e6


def measure(count: int) -> None:
    """Print one line for each of code, company."""
    product = Product.objects.get()
    lowest = Organization.objects.filter(name_key__startswith="单位").order_by("id").values_list("id", flat=True)[0]
    rng = random.Random(7)
    of_company = entitlement.OF_COMPANIES.format(places="%s")
    drawn = [rng.randrange(count) for _n in range(CALLS)]
    codes, companies = [f"8{n:09d}" for n in drawn], [lowest + n for n in drawn]
    pairs = (
        ("code", lambda code: bare(entitlement.OF_CODE, [product.pk, code]),
         lambda code: entitlement.decide(code, product=product, door="question"), codes),
        ("company", lambda pk: bare(of_company, [product.pk, pk]),
         lambda pk: entitlement.decide(Organization(pk=pk), product=product, door="question"), companies),
    )
    for name, low, high, arguments in pairs:
        found = [(timed(low, arguments), timed(high, arguments)) for _n in range(ROUNDS)]
        a, b = sorted(x for x, _ in found)[ROUNDS // 2], sorted(y for _, y in found)[ROUNDS // 2]
        print(f"| {connection.vendor} | {count:,} | {name} | {a:.0f} | {b:.0f} | {b / a:.2f} |", flush=True)


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    call_command("migrate", verbosity=0)
    if ServiceCode.objects.count() < size:
        fill(size)
    with connection.cursor() as opened:
        opened.execute("ANALYZE")
    print("| database | codes and agreements | by | bare query µs | decide µs | ratio |\n|---|--:|---|--:|--:|--:|")
    measure(size)
