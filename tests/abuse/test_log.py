"""The log of a whole crawl, with every statement told as a slow one and every page broken once, holds nothing about a person."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from shouhou.config.logs import Json, Text
from shouhou.foundation import jobs
from shouhou.foundation.accounts.models import User
from tests.abuse.world import INTERNAL, SECRET, World

READERS = ("", "jiahe", "guwen", "admin")
ASKED = {"q": "张查询", "phone": "13955557777", "email": "asked@example.com", "name": "李问号", "token": "tokenthatnobodymaysee"}
SENT = {"username": "赵用户", "name": "钱姓名", "phone": "13922223333", "email": "sent@example.com", "password": "passwordinabody", "title": "孙标题",
        "description": "周描述", "body": "吴正文", "text": "郑文本", "contact_name": "王联系", "contact_phone": "13911112222"}


@pytest.fixture
def log(settings) -> Iterator[list[str]]:
    """Every line as text and as JSON, from the lowest level of the product's own loggers and Django's."""
    settings.DEBUG = False
    settings.SLOW_STATEMENT_MS = 1e-9
    said: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(Text().format(record))
            said.append(Json().format(record))

    keep = Keep()
    names = ("shouhou", "shouhou.done", "django.request", "django.security")
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger().addHandler(keep)
    yield said
    logging.getLogger().removeHandler(keep)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def personal(world: World) -> set[str]:
    """Whatever may not stand in a line."""
    words = {SECRET, INTERNAL, "13966668888", "a@example.com", *ASKED.values(), *SENT.values()}
    for user in User.objects.all():
        words |= {user.name, user.email, user.phone, user.username if not user.username.isascii() else ""}
    words |= {value for thing in world.things for value in [str(thing[1].real)] if len(value) > 16}  # tokens of files
    return {word for word in words if len(word) > 1}


def test_no_line_holds_anything_about_a_person(world: World, log: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for route in world.routes():
        address = world.fill(route, real=True)
        for name in READERS:
            world.ask(name, route, address, data=ASKED)
        world.ask("admin", route, address, "post", data=SENT)
        world.ask("jiahe", route, address, "post", data=SENT)
    world.cast.client(world.cast.jiahe)
    Client().post("/login", {"username": "jiahe", "password": SENT["password"]})
    jobs.work_off(most=200)
    assert len(log) > 10_000
    found = {(word, line[:300]) for word in personal(world) for line in log if word in line}
    assert not found, sorted(found)[:10]


def test_nor_do_the_lines_of_pages_and_jobs_that_break(world: World, log: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from_a_person = f"{ASKED['name']} <{ASKED['email']}> {ASKED['phone']} '{SENT['title']}' password={SENT['password']}"

    def break_down(*given: object, **named: object) -> None:
        raise ValueError(from_a_person)

    monkeypatch.setattr("shouhou.foundation.accounts.visits.touch", break_down)
    for name in ("jiahe", "admin"):
        for route in world.routes()[:40]:
            world.ask(name, route, world.fill(route, real=True), data=ASKED)
    jobs.job("test.breaks", tries=2)(break_down)
    try:
        jobs.enqueue("test.breaks", {"name": ASKED["name"]})
        jobs.work_off()
    finally:
        jobs.declaring.KINDS.pop("test.breaks")
    assert any("ValueError" in line and "visits" not in line.split("ValueError")[0] for line in log)
    assert sum("ValueError" in line for line in log) > 40
    found = {(word, line[:300]) for word in personal(world) for line in log if word in line}
    assert not found, sorted(found)[:10]
