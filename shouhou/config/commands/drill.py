"""`shouhou drill [BACKUP]`: prove that a backup brings the installation back, without touching it.

The newest backup (or this one; where there is none, one is made) is restored into a folder and database of its own, compared with its
list, started without a worker, and signed in to. Then all of it is taken away.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from shouhou.config import preparing
from shouhou.config.backup import manifest

OWN = ("REDIS_URL", "EMAIL_URL", "PUBLIC_URL", "HOST", "METRICS_TOKEN", "BACKUP_DIR")
"""What the copy must not use: it tells nobody anything."""
UP_WITHIN = 120


class Failed(Exception):
    """The drill found that the backup does not bring the installation back; the sentence says where it ended."""


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="shouhou drill", description="恢复演练")
    parser.add_argument("backup", nargs="?", type=Path, help="哪一份备份（默认 BACKUP_DIR 里最新的一份）")
    parser.add_argument("--folder", type=Path, help="恢复到哪块磁盘（默认 DATA_DIR/tmp）")
    options = parser.parse_args(arguments)
    preparing.begin()
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="drill-", dir=options.folder or settings.DATA_DIR / "tmp"))
    try:
        source = manifest.newest(options.backup.absolute()) if options.backup else of_now(folder)
        with database() as url:
            env = environment(folder / "data", url)
            restored(source, env)
            alike(source, folder / "data", url)
            signed_in(env, folder / "log")
    except (Failed, DatabaseError, OSError) as wrong:
        print(f"✗ 演练没有通过：{wrong}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"✓ 演练通过：{source}，共 {time.monotonic() - began:.0f} 秒")
    return 0


def of_now(folder: Path) -> Path:
    """The newest backup there is, or one made for this drill."""
    found = next(manifest.backups_in(settings.BACKUP_DIR), None)
    if found is None:
        writing = import_module("shouhou.config.backup.writing")
        found = folder / "backup"
        try:
            writing.to_folder(found, lambda done, total, sentence: None)
        except writing.Unsound as wrong:
            raise Failed(str(wrong)) from wrong
        print("· 还没有备份，先做了一份")
    return found


def environment(data: Path, url: str) -> dict[str, str]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name not in OWN}
    kept.pop("DATABASE_URL", None)
    return {**kept, "DATA_DIR": str(data), "PORT": str(port), **({"DATABASE_URL": url} if url else {})}


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database of the drill's own; none for SQLite, where it is a file in the folder."""
    if preparing.is_sqlite():
        yield ""
        return
    name = f"shouhou_drill_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield urllib.parse.urlsplit(settings.ENV.database_url)._replace(path=f"/{name}").geturl()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def said(env: dict[str, str], *arguments: str, given: str = "") -> str:
    done = subprocess.run([sys.executable, "-m", "shouhou", *arguments], env=env, input=given, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed((done.stderr or done.stdout).strip()[-600:])
    return done.stdout


def restored(source: Path, env: dict[str, str]) -> None:
    began = time.monotonic()
    said(env, "restore", str(source))
    print(f"· 已恢复，{time.monotonic() - began:.1f} 秒；每个文件与清单一致", flush=True)


def alike(source: Path, data: Path, url: str) -> None:
    """Each table of the copy holds what the list of the backup says."""
    if source.is_file():
        return
    with (source / manifest.NAME).open("rb") as file:
        made = manifest.read(file)
    databases = import_module("shouhou.config.databases")
    copy = import_module("shouhou.config.moving").connected(databases.database(url, data))
    try:
        if set(made.migrations) != set(manifest.applied(copy)):
            print(f"· 备份来自版本 {made.version}，恢复时已升级，不再逐表比较")
            return
        wrong = manifest.differing(made.tables, manifest.sums(copy))
    finally:
        copy.close()
    if wrong:
        raise Failed(f"恢复后的内容与清单不符：{'、'.join(wrong)}")
    print(f"· {len(made.tables)} 张表、{sum(one[0] for one in made.tables.values()):,} 行，内容与清单一致", flush=True)


def signed_in(env: dict[str, str], log: Path) -> None:
    """The copy starts, and an administrator of its own signs in and sees a page."""
    name, password, began = f"drill-{secrets.token_hex(4)}", secrets.token_urlsafe(18), time.monotonic()
    said(env, "createadmin", name, "--password-stdin", given=password + "\n")
    with log.open("wb") as out:
        served = subprocess.Popen([sys.executable, "-m", "shouhou", "serve", "--no-worker"], env=env, stdout=out, stderr=subprocess.STDOUT)
    try:
        page = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), urllib.request.ProxyHandler({}))
        address = f"http://127.0.0.1:{env['PORT']}"
        while not answers(page, address):
            if served.poll() is not None or time.monotonic() > began + UP_WITHIN:
                raise Failed(f"恢复后启动不了：{log.read_text(errors='replace')[-600:]}")
            time.sleep(0.1)
        form = page.open(f"{address}/login", timeout=30).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        sent = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1] if token else "", "username": name, "password": password}).encode()
        page.open(urllib.request.Request(f"{address}/login", sent, {"Origin": address}), timeout=30)  # noqa: S310 - our own address
        seen = page.open(f"{address}/workbench/health/", timeout=30)
        if "/login" in seen.url or b'id="health"' not in seen.read():
            raise Failed("恢复后登录不了")
    finally:
        served.terminate()
        served.wait(30)
    print(f"· 已启动并登录，{time.monotonic() - began:.1f} 秒", flush=True)


def answers(page: urllib.request.OpenerDirector, address: str) -> bool:
    try:
        return bool(page.open(f"{address}/healthz", timeout=5).status == 200)
    except OSError:
        return False
