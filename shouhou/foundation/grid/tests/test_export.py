"""导出: the whole result as a file of the person who asked for it."""

from __future__ import annotations

import re
import zipfile
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from shouhou.foundation.access import revoke
from shouhou.foundation.events.models import Event
from shouhou.foundation.files import blobs
from shouhou.foundation.grid import exporting
from shouhou.foundation.grid.jobs import tidy
from shouhou.foundation.grid.models import Export
from shouhou.foundation.grid.registry import GRIDS
from shouhou.foundation.jobs import Job, State
from shouhou.foundation.jobs.running import work_off
from shouhou.support.tickets.models import Ticket
from tests.cast import Cast

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "＝1", "＋1+cmd", "－1", "＠x", "=cmd|' /C calc'!A0", '=HYPERLINK("http://a","b")')
DESK = "/workbench/tickets/"


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def taken_out(cast: Cast, who: Any, address: str, kind: str = "xlsx", grid: str = "tickets") -> Export:
    """Ordered as a person does it, and done."""
    answer = cast.client(who).post(f"/grids/{grid}/export/", {"address": address, "kind": kind, "back": DESK})
    assert answer.status_code == 302 and re.fullmatch(r"/exports/\d+/", answer.headers["Location"]), answer.headers
    work_off()
    return Export.objects.select_related("file", "job").latest("id")


def content(made: Export) -> bytes:
    assert made.file is not None, made.job and made.job.error
    return blobs.path_of(made.file.sha256).read_bytes()


def cells(made: Export) -> list[list[Any]]:
    return CalamineWorkbook.from_object(BytesIO(content(made))).get_sheet_by_index(0).to_python()


@pytest.mark.requirement("HX-1.2.3-02", "X-08")
def test_excel_has_the_columns_in_the_order_of_the_screen(cast: Cast) -> None:
    one, two = cast.accepted(title="甲"), cast.ask(title="乙")
    made = taken_out(cast, cast.zhuguan, "?list=1&tab=all&sort=title&cols=title,number,state,consultant,created")
    found = cells(made)
    assert found[0] == ["标题", "提单号", "状态", "顾问", "提交时间"]
    assert {row[1] for row in found[1:]} == {one.number, two.number} and len(found) == 3
    by_title = {row[0]: row for row in found[1:]}
    assert by_title["甲"][2:4] == ["处理中", "赵顾"] and by_title["乙"][3] == ""
    assert by_title["甲"][4].replace(microsecond=0) == timezone.localtime(one.created_at).replace(tzinfo=None, microsecond=0)
    assert made.rows == 2 and not made.is_cut


@pytest.mark.requirement("HX-1.2.3-02", "HX-1.2.3-03")
@pytest.mark.parametrize("kind", ["xlsx", "html"])
def test_afterwards_the_page_asks_whether_to_open(cast: Cast, kind: str) -> None:
    cast.ask()
    browser = cast.client(cast.zhuguan)
    where = browser.post("/grids/tickets/export/", {"address": "?tab=all&list=1", "kind": kind, "back": DESK}).headers["Location"]
    page = browser.get(where).content.decode()
    assert "可以离开这一页" in page and "是否打开" not in page and "hx-get" in page
    work_off()
    page = browser.get(where).content.decode()
    for word in ("导出完成，是否打开？", "打开", "保存", DESK):
        assert word in page
    assert where in browser.get("/exports/").content.decode(), "it is found again"
    answer = browser.get(where + "file/?open")
    body = b"".join(answer)  # type: ignore[arg-type]
    assert answer.status_code == 200 and len(body) == int(answer.headers["Content-Length"])
    assert answer.headers["Content-Disposition"].startswith("inline" if kind == "html" else "attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"] and answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.requirement("HX-1.2.3-03")
def test_groups_stand_as_on_the_screen_with_their_totals(cast: Cast) -> None:
    cast.accepted(title="甲")
    cast.accepted(cast.yuanfang, title="乙", product=cast.product2)
    cast.ask(title="丙")
    made = taken_out(cast, cast.zhuguan, "?list=1&tab=all&group=customer,state&sort=title&cols=title,customer,handlings", "html")
    text = content(made).decode()
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", text)
    plain = [re.sub("<[^>]+>", "|", line).strip("|　") for line in lines]
    assert plain[0] == "标题||处理次数"
    assert plain[1].startswith("客户：嘉禾实业") and [p for p in plain if "小计 2 项" in p] and [p for p in plain if "小计 1 项" in p]
    assert plain.index(next(p for p in plain if p.startswith("客户：远方公司"))) > plain.index(next(p for p in plain if p.startswith("丙")))
    made = taken_out(cast, cast.zhuguan, "?list=1&tab=all&group=customer&sort=title&cols=title,handlings")
    assert [row[0] for row in cells(made)][-1] == "小计 1 项"
    with zipfile.ZipFile(BytesIO(content(made))) as package:
        assert 'outlineLevel="1"' in package.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.abuse(90)
@pytest.mark.requirement("HX-1.2.3-02")
def test_nothing_becomes_a_formula_and_codes_stay_text(cast: Cast) -> None:
    for text in FORMULAS:
        ticket = cast.ask()
        Ticket.objects.filter(pk=ticket.pk).update(title=text, contact_phone="02131234567", contact_name="123456789012345678")
    made = taken_out(cast, cast.zhuguan, "?list=1&tab=all&cols=title,phone,contact,number")
    with zipfile.ZipFile(BytesIO(content(made))) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<f " not in sheet and "<hyperlink" not in sheet
    found = cells(made)[1:]
    assert len(found) == len(FORMULAS) and {row[1] for row in found} == {"02131234567"} and {row[2] for row in found} == {"123456789012345678"}
    assert {row[0].strip() for row in found} == {text.strip() for text in FORMULAS}, "nothing is changed, only never run"
    text = content(taken_out(cast, cast.zhuguan, "?list=1&tab=all&cols=title,phone", "html")).decode()
    for cell in re.findall(r"<td>(.*?)</td>", text, re.S):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")), cell
    assert 'mso-number-format:"\\@"' in text


class Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bad: list[Any] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.bad += [tag] if tag in {"script", "img", "iframe", "a", "link", "svg"} else []
        self.bad += [name for name, _value in attrs if name.startswith("on") or name in {"src", "href"}]


@pytest.mark.abuse(91)
def test_html_carries_no_script(cast: Cast) -> None:
    for title in ("<script>alert(1)</script>", '<img src=x onerror="alert(1)">', '"><svg onload=alert(1)>', "</td><a href=javascript:1>x"):
        ticket = cast.ask()
        Ticket.objects.filter(pk=ticket.pk).update(title=title)
    text = content(taken_out(cast, cast.zhuguan, "?list=1&tab=all&group=title&cols=title,number".replace("group=title&", ""), "html")).decode()
    parser = Markup()
    parser.feed(text)
    assert parser.bad == [] and "&lt;script&gt;" in text


@pytest.mark.abuse(67)
def test_the_export_is_what_the_page_shows_and_nobody_elses(cast: Cast) -> None:
    hidden, own = cast.accepted(cast.yuanfang, consultant=cast.guwen2, title="别家"), cast.accepted(title="自家")
    made = taken_out(cast, cast.guwen, "?list=1&tab=all&cols=number,title")
    assert [row[0] for row in cells(made)[1:]] == [own.number] and hidden.number not in str(cells(made))
    for other in (cast.guwen2, cast.admin, cast.zhuguan, cast.jiahe):
        for path in ("", "file/"):
            assert cast.client(other).get(f"/exports/{made.pk}/{path}").status_code == 404
        assert made.file is not None and cast.client(other).get(made.file.url).status_code == 404
    assert cast.client(cast.jiahe).post("/grids/tickets/export/", {"address": "?", "kind": "xlsx"}).status_code == 403
    assert cast.client(cast.zhuguan).post("/grids/none/export/", {"address": "?", "kind": "xlsx"}).status_code == 404
    tab = taken_out(cast, cast.zhuguan, "?list=1&tab=waiting")
    assert tab.rows == 0, "the page's own names narrow the export as well"


@pytest.mark.abuse(67)
def test_rights_are_asked_when_it_runs_and_when_it_is_fetched(cast: Cast) -> None:
    cast.ask()
    browser = cast.client(cast.guwen)
    first = taken_out(cast, cast.guwen, "?list=1&tab=all")
    assert browser.get(f"/exports/{first.pk}/file/").status_code == 200
    browser.post("/grids/tickets/export/", {"address": "?list=1&tab=all", "kind": "xlsx"})
    revoke(cast.guwen, "consultant")
    work_off()
    late = Export.objects.latest("id")
    assert late.file is None and late.job is not None and late.job.state == State.DEAD and "权限" in late.job.error
    assert browser.get(f"/exports/{first.pk}/file/").status_code in {403, 404}


def test_it_is_recorded_with_who_what_and_how_much(cast: Cast) -> None:
    cast.ask()
    made = taken_out(cast, cast.zhuguan, "?list=1&tab=all&c=title~filled")
    found = Event.objects.get(verb="export.finished")
    assert found.by == cast.zhuguan and found.subject == f"export:{made.pk}" and found.data["rows"] == 1 and "title~filled" in found.data["address"]


@pytest.mark.requirement("HX-1.2.5-03")
def test_the_limit_is_stated_when_it_cuts(cast: Cast, settings: Any) -> None:
    for _n in range(4):
        cast.ask()
    settings.GRID_EXPORT_ROWS = 3
    for kind in ("xlsx", "html"):
        made = taken_out(cast, cast.zhuguan, "?list=1&tab=all&cols=title", kind)
        assert made.rows == 3 and made.is_cut
    assert "结果超过 3 行" in content(made).decode()
    assert "结果超过 3 行" in cast.client(cast.zhuguan).get(f"/exports/{made.pk}/").content.decode()


def test_files_go_after_some_days(cast: Cast) -> None:
    cast.ask()
    made = taken_out(cast, cast.zhuguan, "?list=1&tab=all")
    Export.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert cast.client(cast.zhuguan).get(f"/exports/{made.pk}/file/").status_code == 404
    assert "已过保留期" in cast.client(cast.zhuguan).get(f"/exports/{made.pk}/").content.decode()
    assert tidy({}, lambda *a: None)["exports"] == 1  # type: ignore[arg-type]
    assert not Export.objects.exists() and made.file is not None and not type(made.file).objects.filter(pk=made.file.pk).exists()


def test_few_run_at_once_and_twice_is_once(cast: Cast) -> None:
    cast.ask()
    browser = cast.client(cast.zhuguan)
    for _n in range(exporting.MOST_AT_ONCE + 2):
        browser.post("/grids/tickets/export/", {"address": "?list=1&tab=all", "kind": "xlsx", "back": DESK})
    assert Export.objects.count() == exporting.MOST_AT_ONCE
    work_off()
    before = [made.file_id for made in Export.objects.order_by("id")]
    Job.objects.filter(name="grid.export").update(state=State.READY, due_at=timezone.now())
    work_off()
    assert [made.file_id for made in Export.objects.order_by("id")] == before


def test_an_address_that_cannot_be_read_is_refused_with_a_sentence(cast: Cast) -> None:
    browser = cast.client(cast.zhuguan)
    for address in ("?c=password~has~x", "?sort=assignee__password", "?cols=secret"):
        answer = browser.post("/grids/tickets/export/", {"address": address, "kind": "xlsx", "back": DESK}, follow=True)
        assert "没有“" in answer.content.decode() and not Export.objects.exists()
    assert browser.post("/grids/tickets/export/", {"address": "/evil.example", "kind": "x", "back": "//evil.example"}).headers["Location"] == "/"


@pytest.mark.requirement("X-06")
def test_what_one_took_out_is_a_list_like_every_other(cast: Cast) -> None:
    cast.ask()
    browser = cast.client(cast.zhuguan)
    asked = {"address": "?tab=all&list=1", "back": DESK}
    wheres = [browser.post("/grids/tickets/export/", {**asked, "kind": kind}).headers["Location"] for kind in ("xlsx", "html")]
    page = browser.get("/exports/?c=state~is~running").content.decode()
    assert all(where in page for where in wheres) and 'data-grid="exports"' in page
    work_off()
    Export.objects.filter(kind="html").update(expires_at=timezone.now() - timedelta(hours=1))
    done, over = (browser.get(f"/exports/?c=state~is~{state}").content.decode() for state in ("done", "cancelled"))
    assert wheres[0] in done and wheres[1] not in done and wheres[1] in over and wheres[0] not in over
    assert wheres[1] in browser.get("/exports/?c=kind~is~html&group=state&path=cancelled").content.decode()
    assert wheres[0] not in cast.client(cast.admin).get("/exports/").content.decode(), "another's"
    assert browser.get("/exports/?sort=owner__password").status_code == 400


@pytest.mark.requirement("X-08", "HX-1.2.3-02", "HX-1.2.3-03")
@pytest.mark.parametrize("key", sorted(GRIDS))
def test_every_list_is_taken_out_by_who_reads_it(cast: Cast, key: str) -> None:
    cast.ask(title="总账无法结账")
    grid = GRIDS[key]
    who = next(person for person in (cast.admin, cast.zhuguan, cast.jiahe_boss) if exporting.may_export(person, grid))
    heads = [str(grid.by_key[name].label) for name in grid.shown if name not in grid.groups]  # what is grouped by stands in bands
    rows = grid.rows(who).count()
    made = taken_out(cast, who, "?sort=" + grid.shown[0], grid=key)
    found = cells(made)
    assert found[0][:len(heads)] == heads
    assert len(found) == 1 + rows or grid.groups or key in {"exports", "jobs"}, "the export itself may stand in these"
    page = content(taken_out(cast, who, "?sort=" + grid.shown[0], "html", key)).decode()
    assert all(head in page for head in heads)
