"""Whatever people can write is planted with scripts, then every page is opened in a browser: nothing runs, nothing even tries (security row 76)."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import house_server
from tests.crash.under_fire import House, house
from tests.journeys.xss import MARK, PAYLOADS, SHORT, STAIN, Forms, Intruder
from tests.machine import processes

ROLES = {"jiahe": "/", "jiahe-boss": "/", "guwen": "/workbench/", "zhuguan": "/workbench/", "zhishi": "/workbench/", "rexian": "/workbench/",
         "admin": "/workbench/"}
MOST = 18
"""Pages of one role that are opened in the browser; those that show a payload come first."""
LISTEN = """
globalThis.heard = [];
globalThis.xssCanary = (what) => globalThis.heard.push('ran ' + what);
addEventListener('securitypolicyviolation', (e) => globalThis.heard.push('tried ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + (e.sample || '')));
"""
LOOK = "() => globalThis.heard.concat([...document.querySelectorAll('x-canary')].map((e) => 'markup ' + e.outerHTML.slice(0, 120)))"


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("xss") / "data") as one:
        yield one


def stain(data: Path) -> int:
    """Payloads straight into the tables, as if every form had let them in: what is shown is what is tried here. How many places."""
    script = f"PAYLOADS = {PAYLOADS!r}\nSHORT = {SHORT!r}\n{STAIN}"
    done = subprocess.run([sys.executable, "-m", "shouhou", "shell", "--no-imports", "-c", script], cwd=processes.ROOT, capture_output=True, text=True,
                          env=house_server.environment(data, 0), check=True)
    return len({line for line in done.stdout.splitlines() if line.startswith("stained")})


def plant(base: str) -> dict[str, Intruder]:
    """Every form a role comes across, files under hostile names, a hostile import; twice over, for forms that appear by the first time."""
    people = {name: Intruder(base, name) for name in ROLES}
    visitor, turn = Intruder(base), 0
    for path in ("/leads/new/", "/contact/"):
        turn = visitor.fill_in(path, visitor.read(path), turn)
    for name, start in ROLES.items():
        person = people[name]
        for path, page in list(person.walk([start], 40)):
            turn = person.fill_in(path, page, turn)
    boss = people["jiahe"]
    token = boss.token(boss.read("/tickets/new/")) or boss.token(boss.read("/"))
    uploaded = [boss.upload("/files/", token, payload.replace("/", "∕") + ".txt", b"x", [("draft", f"d{n}")]) for n, payload in enumerate(PAYLOADS[:12])]
    for n, payload in enumerate(PAYLOADS[:16]):
        page = boss.read("/tickets/new/")
        forms = Forms()
        forms.feed(page)
        for action, fields, parts in forms.found:
            if any(name == "title" for name, _v, _w in fields):
                kept = re.findall(r'"token": ?"([^"]+)"', uploaded[n % len(uploaded)])
                sent = [(key, payload if writes and "phone" not in key else value or "13800138000") for key, value, writes in fields]
                boss.send(action or "/tickets/new/", [*sent, *(("files", one) for one in kept)], parts=parts)
    desk = people["guwen"]
    mark = desk.token(desk.read("/workbench/tickets/"))
    desk.send("/grids/tickets/views/", [("csrfmiddlewaretoken", mark), ("name", SHORT), ("address", "?sort=-created"), ("back", "/workbench/tickets/")])
    admin = people["admin"]
    sheet = "标题,原编号," + PAYLOADS[0] + "\n" + "\n".join(f'"{p.replace(chr(34), chr(34) * 2)}",X{n},"{p.replace(chr(34), chr(34) * 2)}"'
                                                            for n, p in enumerate(PAYLOADS))
    name = PAYLOADS[6].replace("/", "") + ".csv"
    admin.upload("/workbench/imports/new/", admin.token(admin.read("/workbench/imports/")), name, sheet.encode(), [("kind", "knowledge")])
    return people


def addresses(person: Intruder, start: str) -> list[str]:
    """What to open: first what shows a payload, then the rest of what this role comes to, then every list asked for a payload."""
    showing, others = [], []
    for path, page in person.walk([start], 60):
        (showing if "xssCanary" in page else others).append(path)
    asked = [f"{path.partition('?')[0]}?q={urllib.parse.quote(PAYLOADS[n % len(PAYLOADS)])}" for n, path in enumerate(showing[:4])]
    return [*showing[:MOST - 7], *asked, *others[:3]]


def opened(page: Page, address: str) -> list[str]:
    page.goto(address, wait_until="load")
    return [f"{address}: {one}" for one in page.evaluate(LOOK)]


@pytest.mark.abuse(76, 84, 91)
def test_nothing_that_was_written_runs_anywhere(target: House, browser: Browser, browser_context_args: dict[str, object]) -> None:
    base = f"http://127.0.0.1:{target.port}"
    people = plant(base)
    accepted = {re.sub(r"\d+", "N", path.partition("?")[0]) for person in people.values() for path in person.accepted}
    assert len(accepted) >= 8, sorted(accepted)
    assert stain(target.data) >= 20
    found, dialogs, showing = [], [], 0
    for name, start in ROLES.items():
        context = browser.new_context(**{**browser_context_args, "base_url": base})
        context.add_init_script(LISTEN)
        context.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": base} for cookie in people[name].jar])
        page = context.new_page()
        for address in addresses(people[name], start):
            found += opened(page, address)
            showing += "xssCanary" in page.content()
        context.close()
    broken = [line for person in people.values() for line in person.broken]
    assert not found and not dialogs, "\n".join([*found, *dialogs])
    assert not broken, "\n".join(broken)
    assert showing >= 40, "otherwise nothing was planted where one looks"


@pytest.mark.abuse(76)
def test_the_watch_does_notice(target: House, browser: Browser) -> None:
    """The proof of the test above: a page without our rules, and one with them, each with a payload in it as markup."""
    for header, told in (("", "ran 1"), ("default-src 'self'", "tried")):
        context = browser.new_context()
        context.add_init_script(LISTEN)
        page = context.new_page()
        answer = {"body": f"<p>{PAYLOADS[6]}{MARK}</p>", "headers": {"Content-Type": "text/html", **({"Content-Security-Policy": header} if header else {})}}
        page.route("**/*", lambda route, *, answer=answer: route.fulfill(**answer))
        page.goto("http://127.0.0.1:9/")
        page.wait_for_timeout(200)
        heard = page.evaluate(LOOK)
        context.close()
        assert any(one.startswith(told) for one in heard) and any(one.startswith("markup") for one in heard), heard
