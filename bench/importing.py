"""Customers with a user, a product and an agreement each, brought in by one job: rows a second and memory, on both databases.

The file is made here. The job is stopped halfway and taken up again, and what is there afterwards is counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.machine import postgres

ROOT = Path(__file__).resolve().parent.parent
SYLLABLES = "华海天江湖山川金鑫达信诚通瑞丰泰康宁安盛兴隆昌恒远广博宏伟利源润泽新科创智联云星宇航"
INSIDE = """
import json, os, resource, sys, time
import django
django.setup()
from pathlib import Path
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import connection
from shouhou.foundation import imports
from shouhou.foundation.access import grant
from shouhou.foundation.accounts.models import User
from shouhou.foundation.imports.models import Import
from shouhou.foundation.imports.running import run_now
from shouhou.registry.agreements.models import Agreement
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product

class Cut(Exception):
    pass

rows = int(sys.argv[2])
Product.objects.create(name="企业版")
user = User.objects.create_user("admin", "of no use")
grant(user, "admin")
made = imports.prepare("customers", Path(sys.argv[1]), by=user)
Import.objects.filter(pk=made.pk).update(state="running")
marks = []

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024 // 1024

def half(done, total):
    if done >= rows // 2:
        raise Cut

def note(done, total):
    if done % (rows // 10) == 0:
        marks.append(resident())

began, used = time.perf_counter(), time.process_time()
try:
    run_now(Import.objects.get(pk=made.pk), half)
except Cut:
    marks.append(resident())
run_now(Import.objects.get(pk=made.pk), note)
spent, used = time.perf_counter() - began, time.process_time() - used
made = Import.objects.get(pk=made.pk)
assert (made.added, made.refused) == (rows, 0), (made.added, made.refused)
assert Organization.objects.filter(kind="customer").count() == Agreement.objects.count() == User.objects.count() - 1 == rows
print(json.dumps({"seconds": spent, "processor": used, "first": marks[0], "last": marks[-1]}))
"""


def table(path: Path, rows: int) -> None:
    """As Excel in China saves it: GB18030, with commas."""
    with path.open("w", encoding="gb18030", newline="") as out:
        out.write("单位名称,所属区域,用户名,真实姓名,手机,使用产品,服务开始日期,服务费到期时间,合同编号\r\n")
        for n in range(rows):
            name = "".join(SYLLABLES[(n * 7 + k * (n // 40 + 3)) % len(SYLLABLES)] for k in range(4))
            person = "王李张刘陈"[n % 5] + SYLLABLES[n % len(SYLLABLES)] + SYLLABLES[n // 7 % len(SYLLABLES)]
            out.write(f"{name}{n}有限公司,湖北省襄阳市,user{n:06d},{person},139{n:08d},企业版,2026-01-01,2026-12-31,HT{n:06d}\r\n")


def run(rows: int, databases: list[str]) -> None:
    """Print a table in Markdown."""
    print(f"\n| {rows:,} customers | rows/s | rows/s of processor | MB half way | at the end |\n|---|--:|--:|--:|--:|")
    for database in databases:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "customers.csv"
            table(path, rows)
            given = {**os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "shouhou.config.settings", "DATABASE_URL": ""}
            if database == "sqlite":
                found = measured(path, rows, given)
            else:
                with postgres.running(durable=True) as url:
                    found = measured(path, rows, {**given, "DATABASE_URL": url})
        print(f"| {database} | {rows / found['seconds']:,.0f} | {rows / found['processor']:,.0f} | {found['first']} | {found['last']} |", flush=True)


def measured(path: Path, rows: int, env: dict[str, str]) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", INSIDE, str(path), str(rows)], env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer
