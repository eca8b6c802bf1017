"""Strings that break programs, in every text field of every form and in every search box: never a 5xx (security rows 6, 88, 92, 93, 114)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from shouhou.foundation.accounts import tokens
from tests.abuse.addresses import Route
from tests.abuse.world import World
from tests.cast import Cast

OWN = [
    "\x00", "a\x00b", "\x1b[31m", "\r\nSet-Cookie: a=b", "\ud800", "\ufeff", "\u202e倒过来", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!", "👨‍👩‍👧‍👦" * 30, "\u200b", " ", "　", "𠮷野家",
    "-1", "0", "NaN", "1e308", "１２", "1,000", "0.0000001", "9" * 400, "9223372036854775808", "true", "null", "undefined", "[]", "{}", "%", "_",
    "' OR 1=1 --", "\"; DROP TABLE tickets_ticket; --", "{{ settings.SECRET_KEY }}", "{% load x %}", "{0.__class__}", "%s%n", "$(reboot)",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "../../../../etc/passwd", "file:///etc/passwd",
    "0000-00-00", "2026-02-30", "9999-12-31T23:59:60Z", "a" * 70_000, "龘" * 3000, "*" * 500, "[" * 2000, "(" * 500,
]
TEXT = {"text", "search", "tel", "email", "url", "number", "date", "datetime-local", "time", "password", "hidden", "textarea", "color", "month"}


@dataclass
class Form:
    """A form as a page shows it: where it goes, and its fields with what a browser would send."""

    action: str
    method: str
    texts: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        if tag == "form":
            self.found.append(Form(a.get("action", ""), a.get("method", "get").lower()))
            return
        name = a.get("name", "")
        if not self.found or (not name and tag != "option"):
            return
        form = self.found[-1]
        if tag == "textarea" or (tag == "input" and a.get("type", "text") in TEXT):
            if name in {"csrfmiddlewaretoken", "_key", "next"}:
                form.kept[name] = a.get("value", "")
            else:
                form.texts.append(name)
        elif tag == "select":
            self._select = name
            form.kept[name] = ""
        elif tag == "option" and self._select and a.get("value") and not form.kept.get(self._select):
            form.kept[self._select] = a["value"]
        elif tag == "input" and a.get("type") in {"checkbox", "radio"} and "checked" in a:
            form.kept[name] = a.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def forms(world: World, name: str) -> Iterator[tuple[Route, Form]]:
    """Every form this person meets, once; on pages of the own question too."""
    seen = set()
    for route in world.routes():
        if route.is_api:
            continue
        named = [world.own.number if thing.real == world.foreign.number else thing.real for thing in world.named(route)]
        address = route.at(named)
        answer = world.ask(name, route, address)
        if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for form in Forms(answer.read.decode("utf-8", "replace")).found:
            form.action = (form.action or address).split("#")[0]
            if form.texts and (form.action, form.method, tuple(form.texts)) not in seen:
                seen.add((form.action, form.method, tuple(form.texts)))
                yield route, form


def broken(world: World, name: str, strings: list[str]) -> Iterator[str]:
    """Each form that answers 5xx when one of the strings stands in all its text fields."""
    for number, (route, form) in enumerate(forms(world, name)):
        for text in [*strings[:12], *strings[12 + number % 3::3]]:  # the worst in every form, a third of the others in each
            sent = {**form.kept, **dict.fromkeys(form.texts, text)}
            try:
                if form.method == "get":
                    query = "&".join(f"{quote(k)}={quote(v, errors='surrogatepass')}" for k, v in sent.items())
                    status = world.ask(name, route, f"{form.action.split('?')[0]}?{query}").status_code
                else:
                    body = "&".join(f"{quote(k)}={quote(v, errors='surrogatepass')}" for k, v in sent.items())
                    status = world.ask(name, route, form.action, "post", data=body, content_type="application/x-www-form-urlencoded").status_code
            except Exception as error:  # the answer itself could not be made
                status = 599
                text += repr(error)
            if status >= 500:
                yield f"{name or 'a visitor'}: {form.method} {form.action} {status} with {text[:80]!r}"


@pytest.mark.abuse(88, 92, 114)
@pytest.mark.parametrize("name", ["", "jiahe", "jiahe-boss", "guwen", "zhuguan", "admin"])
def test_strings_break_no_form(name: str, world: World) -> None:
    found = list(broken(world, name, OWN))
    assert not found, "\n".join(found)


def test_the_forms_are_found(world: World) -> None:
    met = [form.action for _, form in forms(world, "jiahe")]
    assert "/tickets/new/" in met
    assert any("follow-ups" in action for action in met), met


@pytest.mark.abuse(92)
def test_the_big_list_of_naughty_strings_breaks_nothing(world: World, shared: Path) -> None:
    strings = [s for s in json.loads((shared / "data/text/blns.json").read_text(encoding="utf-8")) if s]
    cast: Cast = world.cast
    page = cast.client(cast.jiahe)
    page.raise_request_exception = False
    bearer = Client(headers={"Authorization": "Bearer " + tokens.issue(cast.jiahe, "strings", ["*"])}, raise_request_exception=False)
    wrong = []
    for number, text in enumerate(strings):
        asked = bearer.post("/api/v1/tickets", {"title": text[:200], "description": text, "contact_name": text[:60], "contact_phone": "13800138000",
                                                "product": cast.product2.name}, content_type="application/json",
                            headers={"Idempotency-Key": f"blns-{number}"})
        if asked.status_code not in {201, 422}:
            wrong.append(f"ask {text[:60]!r}: {asked.status_code}")
        elif asked.status_code == 201:
            shown = page.get(f"/tickets/{asked.json()['number']}/")
            if shown.status_code != 200 or b"<script>alert" in shown.content:
                wrong.append(f"show {text[:60]!r}: {shown.status_code}")
        if number % 10 == 0:
            found = page.get("/tickets/open/", {"q": text})
            if found.status_code >= 500:
                wrong.append(f"search {text[:60]!r}: {found.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.abuse(6)
def test_a_huge_password_costs_nothing(cast: Cast) -> None:
    answer = Client().post("/login", {"username": "jiahe", "password": "a" * 1_000_000})
    assert answer.status_code in {200, 400, 401, 413, 422}
    assert "_auth_user_id" not in Client().session
