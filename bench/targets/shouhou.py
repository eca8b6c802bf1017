"""Shouhou as a target of a peer-neutral driver: how it is started, signed in to, and what each scenario asks and must get.

A target is plain data: `session` steps run once a connection, `scenarios` are timed, `count` proves that what was asked was stored.
BENCH_DATA names the folder with `bench-N` (see bench/README.md), BENCH_ROOT the checkout that is measured.
"""

import os
import sqlite3
from pathlib import Path

ROOT = os.environ.get("BENCH_ROOT", str(Path(__file__).resolve().parents[2]))
DATA = os.environ.get("BENCH_DATA", f"{ROOT}/data")
LIST = "/workbench/tickets/?tab=all"
ROW = r'<tr id="t\d+"'
SHOWN = 50


def sign_in(who):
    return [{"url": "/login", "keep": True},
            {"url": "/login", "hidden": "password", "form": {"username": who, "password": "demo2026"}, "status": [302]}]


def stored(folder):
    def count():
        with sqlite3.connect(f"file:{folder}/shouhou.sqlite3?mode=ro", uri=True) as db:
            return db.execute("select count(*) from tickets_ticket").fetchone()[0]
    return count


def target(label, size, port):
    folder = f"{DATA}/bench-{size}"
    found = [{"url": LIST + "&q={keyword}", "count": (ROW, min(SHOWN, size // 1000))}]
    return {
        "name": f"Shouhou sqlite {label}", "base": f"http://127.0.0.1:{port}", "ids": (20, size),
        "serve": {"cmd": [f"{ROOT}/.venv/bin/python", "-m", "shouhou", "serve"], "cwd": ROOT,
                  "env": {"DATA_DIR": folder, "PORT": str(port)}, "ready": "/login", "ready_contains": "csrfmiddlewaretoken"},
        "session": sign_in("lead01"),
        "scenarios": {
            "list": [{"url": LIST, "count": (ROW, SHOWN)}],
            "detail": [{"url": lambda v: f"/workbench/tickets/OD{int(v['ticket']):09d}/", "has": ["产品："]}],
            "search": found,
            "search_body": [{**found[0], "url": LIST + "&q={body_keyword}"}],
            "create": {
                "session": [*sign_in("{customer}"), {"url": "/tickets/new/", "keep": True, "take": {
                    "csrf": r'csrfmiddlewaretoken" value="([^"]+)"', "product": r'<option value="(\d+)"'}}],
                "steps": [{"url": "/tickets/new/", "status": [302], "multipart": {
                    "csrfmiddlewaretoken": "{csrf}", "_key": "bench-{customer}-{serial}", "contact_name": "王敏", "contact_phone": "13900000000",
                    "product": "{product}", "title": "总账月末结账失败，请协助处理 {serial}",
                    "description": "<p>产品：云星空企业版，模块：总账。月末结账失败。今天上午操作时系统弹出提示，点击确定之后没有任何反应。</p>"}}],
                "count": stored(folder),
            },
        },
        "vars": {"keyword": "蓝屏", "body_keyword": "年结回滚"},
    }


TARGETS = [target("1k", 1000, 8201), target("10k", 10_000, 8202), target("100k", 100_000, 8203), target("1M", 1_000_000, 8204)]
