"""Take every page at two widths, light and dark, and lay the pictures out on one sheet.

    python tests/look/contact_sheet.py http://127.0.0.1:8000 pages.txt [name]

`pages.txt` has one page a line: the person (`-` for a visitor, else a user name with `:password`), a space, the path;
`#` starts a remark. The sheet is written to `shots/<name>.png`, single pictures to `shots/<name>/`. Also told, because no
picture shows it: pages wider than the window, messages on the console, targets under 44 px on the phone.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
WIDTHS = ((1440, 900), (390, 844))
THEMES = ("light", "dark")
CELL, PHONE_CELL, GAP, HEAD, MOST = 560, 190, 12, 26, 420
SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden], [type=checkbox], [type=radio]), select, summary")].filter((e) => {
  const r = e.getBoundingClientRect();
  return r.width && r.height && r.height < 44 && r.top < innerHeight && r.bottom > 0 && !e.closest("p, .prose, .side, .hidden-text, td, th, .crumbs")
}).map((e) => `${e.textContent.trim().slice(0, 12) || e.className} ${Math.round(e.getBoundingClientRect().height)}px`)"""


@dataclass(frozen=True)
class Shot:
    """One picture that was taken."""

    path: Path
    title: str
    width: int


def read_pages(text: str) -> list[tuple[str, str]]:
    """(person, path) of each line."""
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return [(words[0], words[1]) for words in lines if len(words) == 2]


def sign_in(context: BrowserContext, base: str, person: str) -> None:
    """Sign in by the page, as people do. Raises RuntimeError when it does not work."""
    name, _, password = person.partition(":")
    page = context.new_page()
    page.goto(f"{base}/login")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    if "/login" in page.url:
        raise RuntimeError(f"{name} could not sign in")
    page.close()


def take(page: Page, address: str, file: Path, width: int) -> list[str]:
    """Take one picture; gives what is wrong with the page beyond what is seen."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text[:120]) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)[:120]))
    answer = page.goto(address)
    page.wait_for_timeout(400)
    if answer and answer.status >= 500:
        wrong.append(f"status {answer.status}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        wrong.append(f"{wide - width} px wider than the window")
    if width < 500:
        wrong += [f"small target: {target}" for target in page.evaluate(SMALL)[:5]]
    page.screenshot(path=str(file))
    return wrong


def take_all(browser: Browser, base: str, pages: list[tuple[str, str]], folder: Path) -> list[Shot]:
    """All pictures, by person, width and theme; what is wrong is printed."""
    shots = []
    for person in dict.fromkeys(person for person, _ in pages):
        state = None
        for width, height in WIDTHS:
            for theme in THEMES:
                context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", color_scheme=theme,
                                              storage_state=state, has_touch=width < 500)  # type: ignore[arg-type]
                if person != "-" and state is None:
                    sign_in(context, base, person)
                    state = context.storage_state()
                for number, (_, path) in enumerate(p for p in pages if p[0] == person):
                    name = person.partition(":")[0]
                    file = folder / f"{name.strip('-') or 'visitor'}-{number:02d}-{width}-{theme}.png"
                    page = context.new_page()
                    for text in take(page, base + path, file, width):
                        print(f"{name} {path} {width} {theme}: {text}")
                    page.close()
                    shots.append(Shot(file, f"{name} {path}", width))
                context.close()
    return shots


def compose(shots: list[Shot], target: Path) -> None:
    """One row a page: wide light, wide dark, phone light, phone dark."""
    rows: dict[str, list[Shot]] = {}
    for shot in shots:
        rows.setdefault(shot.title, []).append(shot)
    across = 2 * CELL + 2 * PHONE_CELL + 5 * GAP
    sheet = Image.new("RGB", (across, len(rows) * (MOST + HEAD + GAP) + GAP), "#7c828c")
    pen = ImageDraw.Draw(sheet)
    found = next((p for p in Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc")), None) if Path("/usr/share/fonts").is_dir() else None
    font = ImageFont.truetype(str(found), 15) if found else ImageFont.load_default()
    top = GAP
    for title, row in rows.items():
        pen.text((GAP, top), title, fill="white", font=font)
        left = GAP
        for shot in row:
            cell = CELL if shot.width > 500 else PHONE_CELL
            with Image.open(shot.path) as picture:
                small = picture.convert("RGB").resize((cell, round(picture.height * cell / picture.width)), Image.Resampling.LANCZOS)
            sheet.paste(small.crop((0, 0, cell, min(MOST, small.height))), (left, top + HEAD))
            left += cell + GAP
        top += MOST + HEAD + GAP
    sheet.save(target)


def main(base: str, pages_file: str, name: str = "sheet") -> None:
    """Take, compose, say where."""
    folder = Path("shots") / name
    folder.mkdir(parents=True, exist_ok=True)
    chromium = next((found for word in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(word))), None)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        shots = take_all(browser, base.rstrip("/"), read_pages(Path(pages_file).read_text("utf-8")), folder)
        browser.close()
    compose(shots, folder.with_suffix(".png"))
    print(f"{len(shots)} pictures: {folder.with_suffix('.png')}")


if __name__ == "__main__":
    main(*sys.argv[1:4])
