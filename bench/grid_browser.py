"""`python -m bench.grid_browser`: a list of 200 rows in Chromium. No task of the page may take longer than 200 ms.

A demo company of its own gets 1,000 more customers; the page is painted, sorted both ways, grouped, unfolded, merged and chosen whole.
For each step: time from the act to the painted list, and the longest task (PerformanceObserver `longtask`, 0 when none was above 50 ms).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable

from playwright.sync_api import Page, sync_playwright

from tests.house_server import PASSWORD, Served, served
from tests.machine import browser

ROUNDS = 5
LIMIT_MS = 200
CUSTOMERS = """
import django; django.setup()
from shouhou.registry.organizations.models import Organization
from shouhou.foundation.kit.pinyin import sort_key
from shouhou.foundation.kit.text import normal_key
places, trades = ["湖北省武汉市", "山东省临沂市", "重庆市", "浙江省杭州市", "广东省深圳市"], ["食品", "机械", "医药", "物流", "软件", "化工", "纺织"]
names = [f"{places[n % 5][-3:]}{trades[n % 7]}第{n:04d}有限公司" for n in range(1000)]
Organization.objects.bulk_create(Organization(
    kind="customer", name=name, name_key=normal_key(name), sort_key=sort_key(name), code=f"KH{n:05d}.{n % 97:02d}", region=places[n % 5],
    phone=f"1380000{n:04d}", address=f"{places[n % 5]}解放路{n}号", short_name=trades[n % 7]) for n, name in enumerate(names))
"""
WATCH = ("new PerformanceObserver((list) => { for (const task of list.getEntries()) (window.tasks ??= []).push(task.duration); })"
         ".observe({type: 'longtask', buffered: true});")
ALL = "?cols=name,kind,code,consultant,region,people,phone,address,short_name,created"
STEPS: dict[str, str] = {
    "painted anew (F5)": "?",
    "sorted, down": "?sort=-name",
    "sorted by two": "?sort=region,-code",
    "grouped, two levels": "?group=region,short_name",
    "back to rows": "?sort=name",
    "merged": "?sort=region&merge=region",
}


def more_customers(up: Served) -> None:
    env = {**os.environ, "DATA_DIR": str(up.data), "DJANGO_SETTINGS_MODULE": "shouhou.config.settings"}
    subprocess.run([sys.executable, "-c", CUSTOMERS], env=env, check=True)


def timed(page: Page, act: Callable[[], object]) -> tuple[float, float]:
    """(milliseconds until the list is painted, its longest task)."""
    page.evaluate("() => { window.tasks = []; window.painted = new Promise((done) => document.addEventListener('grid:painted', () => "
                  "requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)), { once: true })); window.began = performance.now(); }")
    act()
    took = page.evaluate("async () => (await window.painted) - window.began")
    page.wait_for_timeout(150)
    return took, max(page.evaluate("() => window.tasks") or [0])


def steps(page: Page) -> dict[str, tuple[float, float]]:
    found = {}
    for name, query in STEPS.items():
        address = ALL + query.replace("?", "&").rstrip("&")
        link = "(href) => { const a = document.createElement('a'); a.href = href; a.textContent = '.'; document.getElementById('grid').append(a); a.click(); }"
        found[name] = timed(page, lambda: page.keyboard.press("F5") if name.startswith("painted") else page.evaluate(link, address))  # noqa: B023
    page.goto(f"/workbench/customers/{ALL}&group=region")
    found["group unfolded"] = timed(page, lambda: page.locator(".grid-fold").first.click())
    page.goto(f"/workbench/customers/{ALL}")
    page.wait_for_timeout(200)
    page.evaluate("() => { window.tasks = []; }")
    page.keyboard.press("Control+a")
    page.wait_for_timeout(200)
    found["all 200 chosen"] = (0, max(page.evaluate("() => window.tasks") or [0]))
    return found


def opening(page: Page) -> tuple[float, float]:
    page.goto(f"/workbench/customers/{ALL}")
    page.wait_for_timeout(300)
    assert page.locator("#grid tbody tr[data-pk]").count() == 200
    return page.evaluate("() => performance.getEntriesByType('navigation')[0].domComplete"), max(page.evaluate("() => window.tasks") or [0])


def main() -> int:
    found: dict[str, list[tuple[float, float]]] = {}
    with served("--demo") as up, sync_playwright() as playwright:
        more_customers(up)
        chromium = playwright.chromium.launch(executable_path=browser.find(install=False), args=browser.FLAGS)
        page = chromium.new_context(base_url=up.url, viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
        page.add_init_script(WATCH)
        page.goto("/login")
        page.get_by_label("用户名", exact=False).first.fill("admin")
        page.locator("input[type=password]").first.fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_load_state()
        for _ in range(ROUNDS):
            found.setdefault("opened", []).append(opening(page))
            for name, figures in steps(page).items():
                found.setdefault(name, []).append(figures)
        print(f"{chromium.browser_type.name} {chromium.version}, 200 rows × 10 columns, {ROUNDS} rounds")
    print("| step | median ms | longest task, median ms | worst ms |\n|---|--:|--:|--:|")
    for name, figures in found.items():
        tasks = [task for _took, task in figures]
        print(f"| {name} | {statistics.median(took for took, _ in figures):.0f} | {statistics.median(tasks):.0f} | {max(tasks):.0f} |")
    return int(max(task for figures in found.values() for _took, task in figures) > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
