"""What is asked of each, and what every answer must hold."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from bench.driver import Client, Wrong
from bench.products import PASSWORD

Act = Callable[[Client, int], None]
NUMBER = re.compile(r"OD\d{9}")
TITLE = "总账月末结账失败，请协助处理 {serial}"
BODY = "今天上午操作时系统弹出提示，点击确定之后没有任何反应。"


def need(condition: object, what: str, page: str = "") -> None:
    if not condition:
        raise Wrong(f"{what}: {page[:600]}")


def fifty(page: str, least: int = 50) -> None:
    """The page lists at least so many different questions."""
    found = len(set(NUMBER.findall(page)))
    need(found >= least, f"{found} of {least} numbers", page)


def picked(size: int) -> Callable[[int], int]:
    """The same questions for everybody who is asked, by the serial number of the request."""
    return lambda serial: random.Random(serial).randint(20, size)


def numbers(size: int) -> Callable[[int], str]:
    pick = picked(size)
    return lambda serial: f"OD{pick(serial):09d}"


def of_product(folder: Path, size: int) -> dict[str, tuple[str, Act]]:
    """Scenario → (who signs in, what is done)."""
    pick = numbers(size)

    def listing(client: Client, serial: int) -> None:
        status, page, _ = client.ask("GET", "/workbench/tickets/?tab=all")
        need(status == 200, f"list {status}", page)
        fifty(page)

    def detail(client: Client, serial: int) -> None:
        number = pick(serial)
        status, page, _ = client.ask("GET", f"/workbench/tickets/{number}/")
        need(status == 200 and number in page and "产品：" in page, f"detail {status}", page)

    def finding(word: str) -> Act:
        def act(client: Client, serial: int) -> None:
            status, page, _ = client.ask("GET", f"/workbench/tickets/?tab=all&q={quote(word)}")
            need(status == 200, f"search {status}", page)
            fifty(page, min(50, size // 1000))
        return act

    def ask(client: Client, serial: int) -> None:
        if "_product" not in client.cookies:
            _, page, _ = client.ask("GET", "/tickets/new/")
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            option = re.search(r'<option value="(\d+)"', page)
            need(token and option, "the form", page)
            client.cookies["_product"], client.cookies["_token"] = option[1], token[1]  # type: ignore[index]
        status, page, headers = client.ask("POST", "/tickets/new/", {
            "csrfmiddlewaretoken": client.cookies["_token"], "_key": f"bench-{serial}", "contact_name": "王敏", "contact_phone": "13900000000",
            "product": client.cookies["_product"], "title": TITLE.format(serial=serial), "description": f"<p>{BODY}</p>"})
        need(status == 302 and NUMBER.search(headers.get("location", "")), f"ask {status}", page)

    return {"list": ("lead01", listing), "detail": ("lead01", detail), "ask": ("cust0001", ask), "search title": ("lead01", finding("蓝屏")),
            "search body": ("lead01", finding("年结回滚")), "search handling": ("lead01", finding("换泵")), "list (consultant)": ("agent01", listing)}


def of_floor(folder: Path, size: int) -> dict[str, tuple[str, Act]]:
    """The same of the floor; nobody signs in."""
    pick = numbers(size)
    with sqlite3.connect(f"file:{folder / 'shouhou.sqlite3'}?mode=ro", uri=True) as db:
        product, organization, asker = db.execute("select product_id, organization_id, asker_id from tickets_ticket limit 1").fetchone()

    def listing(client: Client, serial: int) -> None:
        _, page, _ = client.ask("GET", "/list")
        fifty(page)

    def detail(client: Client, serial: int) -> None:
        number = pick(serial)
        _, page, _ = client.ask("GET", f"/detail/{number}")
        need(number in page and "产品：" in page, "detail", page)

    def finding(word: str) -> Act:
        def act(client: Client, serial: int) -> None:
            _, page, _ = client.ask("GET", f"/search?q={quote(word)}")
            fifty(page, min(50, size // 1000))
        return act

    def ask(client: Client, serial: int) -> None:
        status, page, _ = client.ask("POST", "/ask", {"organization": organization, "asker": asker, "product": product,
                                                      "title": TITLE.format(serial=serial), "description": f"<p>{BODY}</p>"})
        need(status == 201 and NUMBER.match(page), f"ask {status}", page)

    return {"list": ("", listing), "detail": ("", detail), "ask": ("", ask), "search title": ("", finding("蓝屏")),
            "search body": ("", finding("年结回滚")), "search handling": ("", finding("换泵")), "list (consultant)": ("", listing)}


def clients(port: int, who: str, count: int) -> list[Client]:
    """So many connections, each signed in."""
    made = []
    for _ in range(count):
        client = Client(port)
        if who:
            client.sign_in(who, PASSWORD)
        made.append(client)
    return made
