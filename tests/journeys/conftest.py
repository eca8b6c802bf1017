"""A browser, people signed in to the demo company, and a watch that fails a journey over anything a page complains of.

    def test_a_customer_asks(person):
        page = person("jiahe")                      # signed in, 1440 wide
        page.goto("/")
        page.get_by_role("link", name="我要提问").click()

    def test_on_a_phone(person):
        page = person("jiahe", phone=True)          # 390 wide, touch

    def test_wrong_password(page, sign_in, watch):  # a visitor's page
        watch.expect(401)
        sign_in(page, "jiahe", "falsch")
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.house_server import PASSWORD, Served
from tests.journeys.watching import Watch
from tests.machine import browser as machine

DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
PATIENCE = 10_000
"""Milliseconds a page may take to show what a journey waits for."""
SignIn = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = machine.find(install=False)
    if path is None:
        why = "no Chromium on this machine: bin/test tests/journeys gets one where it can"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(why)
        pytest.skip(why)
    return {**browser_type_launch_args, "executable_path": path, "args": machine.FLAGS}


@pytest.fixture(scope="session")
def base_url(live_serve: Served) -> str:
    return live_serve.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], base_url: str) -> dict[str, Any]:
    return {**browser_context_args, **DESKTOP, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "base_url": base_url}


@pytest.fixture
def watch(base_url: str) -> Iterator[Watch]:
    """What pages complained of during this journey; after it nothing unexpected may be left."""
    watching = Watch(base_url)
    yield watching
    watching.verdict()


@pytest.fixture
def open_context(browser: Browser, browser_context_args: dict[str, Any], watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """`open_context(**options)`: one more browser profile, watched, closed after the journey."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        context = browser.new_context(**{**browser_context_args, **options})
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def context(open_context: Callable[..., BrowserContext]) -> BrowserContext:
    """The profile of the `page` fixture: a visitor's."""
    return open_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="session")
def sign_in() -> SignIn:
    """`sign_in(page, "jiahe")`: by the sign-in page, as a person does it. Answers the page that came after."""

    def enter(page: Page, username: str, password: str = PASSWORD) -> Page:
        page.goto("/login")
        page.get_by_label("用户名", exact=False).first.fill(username)
        page.get_by_label(re.compile("密码")).first.fill(password)
        page.get_by_role("button", name="登录").click()
        page.wait_for_load_state()
        return page

    return enter


@pytest.fixture(scope="session")
def signed(browser: Browser, browser_context_args: dict[str, Any], sign_in: SignIn) -> Callable[[str], Any]:
    """`signed("jiahe")`: the cookies of this person, who signed in once for the session. A journey that signs out, or changes
    a password, signs in by `sign_in` instead."""
    kept: dict[str, Any] = {}

    def state(username: str) -> Any:
        if username not in kept:
            with browser.new_context(**browser_context_args) as context:
                page = sign_in(context.new_page(), username)
                assert "/login" not in page.url, f"{username} could not sign in"
                kept[username] = context.storage_state()
        return kept[username]

    return state


@pytest.fixture
def person(open_context: Callable[..., BrowserContext], signed: Callable[[str], Any]) -> Callable[..., Page]:
    """`person("jiahe", phone=False, dark=False)`: a page of this person in a browser profile of its own, signed in."""

    def page_of(username: str, *, phone: bool = False, dark: bool = False, **options: Any) -> Page:
        more = {**(PHONE if phone else DESKTOP), "color_scheme": "dark" if dark else "light", **options}
        return open_context(storage_state=signed(username), **more).new_page()

    return page_of

