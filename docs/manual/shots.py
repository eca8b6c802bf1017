"""The pictures of the manual, taken anew: `.venv/bin/python docs/manual/shots.py` (or with names of chapters: `customer`,
`consultant`, `administrator`, `lists`, `people`, `knowledge`, `documents`, `courses`, `wizard`).

Starts the product with its demo company on a free port and a folder that is removed afterwards, lets the people of the manual do
what its chapters tell in headless Chromium, and writes what they see to docs/manual/shots/. Ends with 1 when a page broke.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from walk import administrator, consultant, courses, customer, documents, knowledge, lists, people, wizard  # noqa: E402
from walk.stage import Stage  # noqa: E402

from tests.house_server import served  # noqa: E402
from tests.machine import browser as machine  # noqa: E402

FOLDER = HERE / "shots"
MOST = 4 * 2**20


def story(stage: Stage) -> None:
    """One question from its asking to its closing, by the customer and two consultants."""
    customer.sign_in(stage)
    queue = consultant.opens_queue(stage)
    form = customer.write(stage)
    number = customer.send(stage, form)
    consultant.receives(stage, queue, number)
    consultant.takes(stage, queue, number)
    consultant.handles(stage, number, "已补充应收核销单的凭证模板，还差现金流量项目，明天设置。", "部分处理", name="handle", days=1)
    customer.asks_more(stage, number)
    consultant.replies(stage, number, "要。预付冲应收用同一套模板，明天一起设置。")
    consultant.handles(stage, number, "已设置凭证模板和现金流量项目，请按要求进行生成凭证操作。", "完全处理")
    customer.sees_result(stage, number)
    customer.sends_back(stage, number)
    consultant.notes_and_transfers(stage, number)
    customer.lists(stage)
    customer.phone(stage, number)
    customer.confirms(stage, number)
    customer.statistics(stage)
    customer.troubles(stage)


def desk(stage: Stage) -> None:
    """What else a consultant and a supervisor do."""
    consultant.files_for(stage)
    consultant.finds(stage)
    consultant.desk(stage)
    consultant.supervises(stage)
    consultant.phone(stage, "OD000000001")


CHAPTERS = {"customer": story, "consultant": desk, "administrator": administrator.everything, "lists": lists.lists, "people": people.everything,
            "knowledge": knowledge.everything, "documents": documents.everything, "courses": courses.everything}


def main(wanted: list[str]) -> int:
    path = machine.find(install=False)
    if path is None:
        print("No Chromium found; bin/test tests/journeys fetches one where it can.")
        return 2
    complaints: list[str] = []
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=[*machine.FLAGS, "--lang=zh-CN"], env={**os.environ, "LANGUAGE": "zh_CN"})
        if not wanted or set(wanted) & set(CHAPTERS):
            with served("--demo", EMAIL_URL="smtp://127.0.0.1:9") as up:
                stage = Stage(browser, up.url, FOLDER)
                for name, tell in CHAPTERS.items():
                    if not wanted or name in wanted:
                        tell(stage)
                stage.close()
                complaints += stage.complaints
        if not wanted or "wizard" in wanted:
            with served("--empty") as up:
                stage = Stage(browser, up.url, FOLDER)
                wizard.installs(stage, up.said())
                stage.close()
                complaints += stage.complaints
        browser.close()
    weight = sum(p.stat().st_size for p in FOLDER.glob("*.png"))
    print(f"{len(list(FOLDER.glob('*.png')))} pictures, {weight / 2**20:.1f} MB")
    for complaint in complaints:
        print(complaint)
    return 1 if complaints or weight > MOST else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
