"""Installing, filling, starting and asking django-helpdesk."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from urllib.parse import urlsplit

from bench.driver import Client, Wrong
from bench.products import Running, free_port
from bench.scenarios import BODY, TITLE, Act, need, picked

PACKAGES = ("django-helpdesk==2.6.1", "gunicorn==23.0.0", "whitenoise", "psycopg[binary]")
PROJECT = Path(__file__).with_name("project")
PASSWORD = "measured-2026"
ROWS = 25
TABLE = ("/datatables_ticket_list/{}?draw=1&start=0&length=25&search%5Bvalue%5D=&search%5Bregex%5D=false"
         "&order%5B0%5D%5Bcolumn%5D=5&order%5B0%5D%5Bdir%5D=desc")
QUERY = re.compile(r'datatables_ticket_list/(?:" \+ ")?([A-Za-z0-9+/=_-]{20,})')


def environment(folder: Path) -> Path:
    """The Python of an environment with django-helpdesk; made on first use from the package index."""
    python = folder / "venv" / "bin" / "python"
    if not (folder / "venv" / "complete").exists():
        venv.create(folder / "venv", with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES], check=True)
        subprocess.run([python, "-m", "compileall", "-q", str(folder / "venv")], check=False, capture_output=True)
        (folder / "venv" / "complete").touch()
    return python


def settings(folder: Path, size: int, server: str) -> dict[str, str]:
    """Where this size's rows are: a file, or a database of the PostgreSQL server `server`."""
    found = {"PEER_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(PROJECT), "PEER_PORT": "",
             "PEER_DATABASE": str(folder / f"helpdesk-{size}.sqlite3")}
    return {**found, "PEER_PORT": str(urlsplit(server).port), "PEER_DATABASE": f"helpdesk_{size}"} if server else found


def fill(folder: Path, size: int, source: Path, server: str) -> None:
    """The questions of `source` (a generated SQLite database of ours). A file is kept for the next run, a server's database is made anew."""
    done = folder / f"helpdesk-{size}.complete"
    if not server and done.exists():
        return
    if not server:
        (folder / f"helpdesk-{size}.sqlite3").unlink(missing_ok=True)
    subprocess.run([environment(folder), str(PROJECT / "load.py"), str(source)], check=True, env={**os.environ, **settings(folder, size, server)},
                   stdout=sys.stderr)
    if not server:
        done.touch()


def start(folder: Path, size: int, server: str) -> Running:
    """One worker with a thread for each of eight clients; connections live as long as the run."""
    port = free_port()
    gunicorn = [str(folder / "venv" / "bin" / "gunicorn"), "-w", "1", "--threads", "8", "--keep-alive", "75", "--timeout", "120", "-b", f"127.0.0.1:{port}"]
    return Running([*gunicorn, "django.core.wsgi:get_wsgi_application()"], folder, "/login/", port=port, extra=settings(folder, size, server))


def signed_in(port: int, username: str, count: int) -> list[Client]:
    """Connections of one signed-in person."""
    first = Client(port)
    _, page, _ = first.ask("GET", "/login/")
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)
    status, _, _ = first.ask("POST", "/login/", {"csrfmiddlewaretoken": token[1] if token else "", "username": username, "password": PASSWORD})
    if status != 302:
        raise Wrong(f"sign-in answered {status}")
    return [first, *(Client(port, dict(first.cookies)) for _ in range(count - 1))]


def scenarios(size: int) -> dict[str, tuple[str, Act]]:
    """Scenario → (who signs in, what is done). Its list is a page and the rows that the page then asks for."""
    pick = picked(size)

    def rows(client: Client, query: str, least: int) -> None:
        status, page, _ = client.ask("GET", "/tickets/" + query)
        found = QUERY.search(page)
        need(status == 200 and 'id="ticketTable"' in page and found, f"list {status}", page)
        status, table, _ = client.ask("GET", TABLE.format(found[1]))  # type: ignore[index]
        need(status == 200 and table.count('"submitter": "') >= least, f"rows {status}: {table.count(chr(34) + 'submitter')}", table)

    def listing(client: Client, serial: int) -> None:
        rows(client, "", ROWS)

    def detail(client: Client, serial: int) -> None:
        number = pick(serial)
        status, page, _ = client.ask("GET", f"/tickets/{number}/")
        need(status == 200 and "产品：" in page and f"/tickets/{number}/" in page, f"detail {status}", page)

    def finding(client: Client, serial: int) -> None:
        rows(client, "?search_type=header&q=%E8%93%9D%E5%B1%8F", min(ROWS, size // 1000))

    def ask(client: Client, serial: int) -> None:
        if "_token" not in client.cookies:
            _, page, _ = client.ask("GET", "/tickets/submit/")
            token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)
            queue = re.search(r'<option value="(\d+)"', page)
            need(token and queue, "the form", page)
            client.cookies["_token"], client.cookies["_queue"] = token[1], queue[1]  # type: ignore[index]
        status, page, _ = client.ask("POST", "/tickets/submit/", {
            "csrfmiddlewaretoken": client.cookies["_token"], "queue": client.cookies["_queue"], "title": TITLE.format(serial=serial), "body": BODY,
            "priority": "3", "submitter_email": "cust0001@example.com"})
        need(status == 302, f"ask {status}", page)

    return {"list": ("agent01", listing), "detail": ("agent01", detail), "ask": ("cust0001", ask), "search": ("agent01", finding)}
