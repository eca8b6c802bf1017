"""A million rows like dispatches (派工单) in a table of the bench, and a grid over it. The product has neither."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models

from shouhou.foundation.grid import Column, Grid, rebuild, register
from shouhou.foundation.kit.pinyin import sort_key

STATES = [("new", "待派工"), ("sent", "已派工"), ("taken", "已接单"), ("working", "处理中"), ("done", "已完工"), ("closed", "已结案")]
STATIONS = [f"{place}服务站" for place in ("北京", "上海", "重庆", "长沙", "成都", "广州", "杭州", "济南", "昆明", "兰州", "南京", "青岛", "沈阳", "太原",
                                           "武汉", "西安", "厦门", "郑州", "石家庄", "哈尔滨")]
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周曾仇单解徐孙马朱胡郭何林", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英"
TRADES = ("机电", "矿山", "农机", "汽车", "重工", "电子", "医疗", "物流")


class Dispatch(models.Model):
    """One row."""

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=20)
    customer = models.CharField(max_length=60)
    customer_key = models.CharField(max_length=400)
    model = models.CharField(max_length=40)
    station = models.CharField(max_length=40)
    engineer = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    fee = models.DecimalField(max_digits=10, decimal_places=2)
    parts = models.DecimalField(max_digits=10, decimal_places=2)
    created_at = models.DateTimeField()
    finished_on = models.DateField(null=True)

    class Meta:
        app_label = "bench_grid"
        managed = False
        db_table = "bench_dispatch"

    def __str__(self) -> str:
        return self.number


GRID = register(Grid(
    "bench_dispatches", "派工单", "bench", lambda user: Dispatch.objects.all(),
    (
        Column("number", "派工单号", "number", kind="code", sort="number"),
        Column("customer", "客户", "customer", sort="customer_key"),
        Column("model", "产品型号", "model", kind="code"),
        Column("station", "服务站", "station"),
        Column("engineer", "工程师", "engineer"),
        Column("state", "状态", "state", kind="choice", choices=lambda user: STATES),
        Column("fee", "工时费", "fee", kind="money", sums=True, searched=False),
        Column("parts", "材料费", "parts", kind="money", sums=True, searched=False),
        Column("created", "派工时间", "created_at", kind="moment", searched=False),
        Column("finished", "完工日期", "finished_on", kind="date", searched=False),
    ), sort=("-created",), title="number", index=True))
INDEXES = ("created_at, id", "customer_key, id", "station, created_at, id", "finished_on, id", "state, created_at, id", "fee, id")


def rows(count: int) -> Iterator[Dispatch]:
    """The same rows for the same count."""
    chance = random.Random(7)
    customers = [f"{chance.choice(STATIONS)[:2]}{a}{b}{chance.choice(TRADES)}有限公司" for a in SURNAMES for b in GIVEN]
    keys = {name: sort_key(name) for name in set(customers)}
    engineers = {station: [chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN) for _ in range(25)] for station in STATIONS}
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    for n in range(1, count + 1):
        customer, station = chance.choice(customers), chance.choice(STATIONS)
        state, made = chance.choice(STATES)[0], begin + timedelta(minutes=3 * n)
        yield Dispatch(id=n, number=f"PG{n:09d}", customer=customer, customer_key=keys[customer],
                       model=f"{chance.randrange(1, 9)}{chance.choice('ABCDEFGH')}{chance.choice('XYZ')}.{chance.randrange(10_000):04d}."
                             f"{chance.randrange(10_000):04d}.{chance.randrange(9)}",
                       station=station, engineer=chance.choice(engineers[station]), state=state, fee=Decimal(chance.randrange(50_000)) / 100,
                       parts=Decimal(chance.randrange(500_000)) / 100, created_at=made,
                       finished_on=date.fromordinal(made.toordinal() + chance.randrange(9)) if state in ("done", "closed") else None)


def prepare(count: int) -> None:
    """The table with its rows, indexes and wildcard index; left alone when it is there."""
    if "bench_dispatch" in connection.introspection.table_names():
        if Dispatch.objects.count() == count:
            return
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_dispatch")
    with connection.schema_editor() as editor:
        editor.create_model(Dispatch)
    batch: list[Any] = []
    for row in rows(count):
        batch.append(row)
        if len(batch) == 5000:
            Dispatch.objects.bulk_create(batch, batch_size=1000)
            batch.clear()
    Dispatch.objects.bulk_create(batch, batch_size=1000)
    rare = Dispatch.objects.filter(pk__in=range(7, count, max(1, count // 40)))
    rare.update(model="2BY.5084.1044.1")
    with connection.cursor() as cursor:
        for place, columns in enumerate(INDEXES):
            cursor.execute(f"CREATE INDEX bench_dispatch_{place} ON bench_dispatch ({columns})")
    rebuild(GRID.key)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
