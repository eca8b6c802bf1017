"""Rows of every kind a grid can have, in tables that only tests have, and the grid over them."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from shouhou.foundation.grid import Column, Grid
from shouhou.foundation.kit.pinyin import sort_key

STATES = [("new", "待派工"), ("sent", "已派工"), ("done", "已完工")]


class Owner(models.Model):
    """Whose machine it is."""

    name = models.CharField(max_length=40)
    name_key = models.CharField(max_length=400)
    secret = models.CharField(max_length=40, default="秘密")

    class Meta:
        app_label = "grid_tests"
        managed = False
        db_table = "grid_tests_owner"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = sort_key(self.name)
        super().save(*args, **kwargs)


class Repair(models.Model):
    """A row. Everything but `name` and `times` may be missing."""

    name = models.CharField(max_length=40)
    code = models.CharField(max_length=40, null=True)
    state = models.CharField(max_length=10, default="new")
    times = models.IntegerField(default=0)
    fee = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    day = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    paid = models.BooleanField(null=True)
    owner = models.ForeignKey(Owner, null=True, on_delete=models.CASCADE, db_constraint=False)

    class Meta:
        app_label = "grid_tests"
        managed = False
        db_table = "grid_tests_repair"

    def __str__(self) -> str:
        return self.name


COLUMNS = (
    Column("name", "名称", "name"),
    Column("code", "编码", "code", kind="code"),
    Column("owner", "客户", "owner__name", sort="owner__name_key", is_indexed=True),
    Column("state", "状态", "state", kind="choice", choices=lambda user: STATES),
    Column("times", "次数", "times", kind="number", sums=True),
    Column("fee", "费用", "fee", kind="money", sums=True),
    Column("day", "日期", "day", kind="date"),
    Column("at", "时间", "at", kind="moment"),
    Column("paid", "已付", "paid", kind="flag"),
)


def rows(user: Any) -> Any:
    """Who is `None` sees everything; otherwise the rows of the owner one names."""
    return Repair.objects.all() if not isinstance(user, str) else Repair.objects.filter(owner__name=user)


GRID = Grid("repairs", "维修单", "repairs.read", rows, COLUMNS, sort=("-at",), title="name", extra=("owner_id",))
INDEXED = Grid("repairs_indexed", "维修单", "repairs.read", rows, COLUMNS, sort=("-at",), title="name", index=True)


def make_tables() -> None:
    if Repair._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Owner)
            editor.create_model(Repair)
