"""Browsers of the people in the story, and a camera that keeps what belongs to the page."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

PASSWORD = "demo2026"  # noqa: S105 - of the demo company
COLOURS = 128
PATIENCE = 15_000
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
BOTTOM = """() => Math.max(...[...document.querySelectorAll(
  'main > *, .page-main > *, .page-aside > *, .desk-list > *, .plain-foot, dialog[open], .toast, .places > *, .drop[open] .drop-list')]
  .filter((e) => e.offsetParent !== null || e.open).map((e) => e.getBoundingClientRect().bottom + scrollY))"""


class Stage:
    """One running product at `url`; pictures go to `folder` as PNG of at most 128 colours."""

    def __init__(self, browser: Browser, url: str, folder: Path) -> None:
        self.browser, self.url, self.folder = browser, url, folder
        self.kept: dict[str, Any] = {}
        self.open: list[BrowserContext] = []
        self.complaints: list[str] = []

    def visitor(self, *, phone: bool = False, dark: bool = False, width: int = 1280, **options: Any) -> Page:
        """A page of a browser that nobody signed in to."""
        size: dict[str, Any] = PHONE if phone else {"viewport": {"width": width, "height": 800}}
        context = self.browser.new_context(
            base_url=self.url, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce",
            color_scheme="dark" if dark else "light", **{**size, **options})
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("response", lambda r: self.complaints.append(f"{r.status} {r.url}") if r.status >= 500 else None)
        self.open.append(context)
        return context.new_page()

    def person(self, username: str, **how: Any) -> Page:
        """A page of this person, signed in."""
        if username not in self.kept:
            page = self.visitor()
            page.goto("/login")
            self.sign_in(page, username)
            self.kept[username] = page.context.storage_state()
        return self.visitor(storage_state=self.kept[username], **how)

    def sign_in(self, page: Page, username: str, password: str = PASSWORD) -> None:
        """Fill the sign-in page in and send it."""
        page.get_by_label("用户名", exact=False).first.fill(username)
        page.get_by_label(re.compile("^密码")).first.fill(password)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(re.compile(r"^(?!.*/login)"))

    def shot(self, page: Page, name: str, *, whole: bool = False, tallest: int = 1100, part: str = "", view: bool = False) -> None:
        """Keep what the page shows as `name`.png.

        From the top down to the last content (at most `tallest` pixels, or all of it with `whole`); `part` keeps one element,
        `view` the window as it stands, where it was scrolled to.
        """
        page.wait_for_load_state("networkidle") if "/workbench/tickets" not in page.url else page.wait_for_timeout(500)
        page.wait_for_timeout(350)
        size = page.viewport_size or {"width": 1280, "height": 800}
        options: dict[str, Any] = {"animations": "disabled", "caret": "hide"}
        if part:
            picture = page.locator(part).first.screenshot(**options)
        elif view or size["width"] < 600:
            picture = page.screenshot(**options)
        else:
            bottom = int(page.evaluate(BOTTOM)) + 20
            height = bottom if whole else min(bottom, tallest)
            page.set_viewport_size({"width": size["width"], "height": max(height, 420)})
            page.wait_for_timeout(150)
            picture = page.screenshot(**options)
            page.set_viewport_size(size)
        keep(picture, self.folder / f"{name}.png")
        print(f"{name}.png")

    def close(self) -> None:
        for context in self.open:
            context.close()


def keep(picture: bytes, path: Path) -> None:
    """Write the picture with a palette: its most frequent colours as they are, the rest as near as may be."""
    path.parent.mkdir(exist_ok=True)
    image = Image.open(BytesIO(picture)).convert("RGB")
    counted = sorted(image.getcolors(maxcolors=2**24) or [], reverse=True)
    exact = [channel for _count, colour in counted[:COLOURS // 2] for channel in colour]  # type: ignore[union-attr]
    rest = image.quantize(COLOURS // 2, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette((exact + rest)[:3 * COLOURS])
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)
