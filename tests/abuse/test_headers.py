"""What every answer carries: no framing, no sniffing, a strict policy for scripts (security rows 37, 76, 96)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.abuse.world import World

READERS = ("", "jiahe", "guwen", "admin")
INLINE = re.compile(r"<script(?![^>]*\b(?:src|nonce)=)(?![^>]*type=\"(?:application|text)/(?:json|template))[^>]*>", re.I)
HANDLER = re.compile(r"<[a-z][^>]*\s(on[a-z]+|style)\s*=", re.I)
ELSEWHERE = re.compile(r"<(?:script|link|img|iframe|source|form|video|audio)\b[^>]*\b(?:src|href|action|srcset)=\"(?:https?:)?//[^\"]*", re.I)


def answers(world: World) -> Iterator[tuple[str, HttpResponse]]:
    """Every address as every reader gets it, and the pages for what went wrong."""
    for route in world.routes():
        for name in READERS:
            yield f"{name or 'a visitor'} at {route}", world.ask(name, route, world.fill(route, real=True))
    client = Client(raise_request_exception=False)
    yield "a missing page", client.get("/nothing/here/")
    yield "another host", client.get("/login", headers={"Host": "evil.example"})
    yield "a form without its token", Client(enforce_csrf_checks=True).post("/login", {"username": "jiahe"})


def policy(answer: HttpResponse) -> dict[str, list[str]]:
    said = answer.headers.get("Content-Security-Policy", "")
    return {words[0]: words[1:] for part in said.split(";") if (words := part.split())}


@pytest.mark.abuse(37, 96)
def test_no_page_can_be_framed_sniffed_or_scripted(world: World) -> None:
    wrong = []
    for where, answer in answers(world):
        if answer.headers.get("X-Content-Type-Options") != "nosniff":
            wrong.append(f"{where}: no nosniff")
        if not answer.headers.get("Content-Type", "").startswith("text/html") or not getattr(answer, "content", b""):
            continue
        if answer.headers.get("X-Frame-Options") != "DENY":
            wrong.append(f"{where}: X-Frame-Options is not DENY")
        rules = policy(answer)
        scripts = rules.get("script-src", rules.get("default-src", []))
        if rules.get("frame-ancestors") != ["'none'"] or rules.get("object-src") != ["'none'"] or rules.get("base-uri") != ["'none'"]:
            wrong.append(f"{where}: frame-ancestors, object-src or base-uri is not 'none'")
        if not scripts or {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:", "data:"} & set(scripts):
            wrong.append(f"{where}: script-src is {scripts}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.abuse(76)
def test_no_page_has_scripts_or_styles_in_its_text(world: World) -> None:
    wrong = []
    for where, answer in answers(world):
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        text = answer.content.decode("utf-8", "replace")
        for what, pattern in (("a script without nonce", INLINE), ("a handler or style attribute", HANDLER), ("another host", ELSEWHERE)):
            found = pattern.search(text)
            if found:
                wrong.append(f"{where}: {what}: {found[0][:120]}")
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def test_cookies_are_kept_from_scripts_and_other_sites(world: World) -> None:
    client = Client()
    client.post("/login", {"username": "jiahe", "password": world.cast.password})
    session = client.cookies["session"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


@pytest.mark.abuse(13, 33)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "127.0.0.1@evil.example", "127.0.0.1:8000:evil",
                                  "[::1]evil", "testserver\t.evil", "a" * 3000, "%00", "..", "localhost/../x"])
def test_another_host_is_refused(host: str, db: None) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/login", headers={"Host": host}).status_code == 400


@pytest.mark.abuse(33)
@pytest.mark.parametrize("header", ["Remote-User", "X-Remote-User", "X-Forwarded-User", "X-Forwarded-Email", "X-Auth-Request-User", "X-WEBAUTH-USER",
                                    "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-Authenticated-User", "Forwarded"])
def test_headers_of_a_proxy_sign_nobody_in(header: str, world: World) -> None:
    answer = Client(headers={header: "admin"}).get("/workbench/imports/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login")
