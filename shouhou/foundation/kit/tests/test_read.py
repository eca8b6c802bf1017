"""Tables as other people write them."""

from __future__ import annotations

import json
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from shouhou.foundation.kit import tables, workbooks
from shouhou.foundation.kit.unreadable import Unreadable

TEXT = "编号,标题\r\n1,凭证断号\r\n2,\"含,逗号\"\r\n"


def put(folder: Path, content: bytes | str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def values(table: tables.Table) -> list[dict[str, str]]:
    return [row for _, row, problem in table.rows() if not problem]


@pytest.mark.abuse(102)
@pytest.mark.parametrize(("encoding", "found"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16",
    "utf-16"),
                                                 ("utf-16-le", "utf-16-le")])
def test_encodings(tmp_path, encoding, found):
    text = TEXT if encoding != "utf-16-le" else "number,title\n" + "1,ascii\n" * 20
    table = tables.read(put(tmp_path, text.encode(encoding)))
    assert table.encoding == found
    assert table.columns == (["编号", "标题"] if text is TEXT else ["number", "title"])
    assert values(table)[0] == ({"编号": "1", "标题": "凭证断号"} if text is TEXT else {"number": "1", "title": "ascii"})


def test_files_of_office_programs(shared):
    for name in ("cities.gb18030.csv", "cities.utf8bom.csv", "cities.utf16le_bom_tab.txt"):
        table = tables.read(shared / "data/encodings" / name)
        rows = list(table.rows())
        assert table.columns == ["code", "name", "provinceCode"]
        assert len(rows) == 342 and not any(problem for _, _, problem in rows)
        assert rows[3][1]["name"] == "唐山市" or rows[3][1]["name"].endswith("市")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(tmp_path, delimiter):
    table = tables.read(put(tmp_path, f"a{delimiter}b{delimiter}c\n1{delimiter}2{delimiter}3\n"))
    assert values(table) == [{"a": "1", "b": "2", "c": "3"}]


@pytest.mark.abuse(102)
def test_double_and_blank_names_are_told_apart(tmp_path):
    assert tables.read(put(tmp_path, "\n \nx,x,,  x  \n1,2,3,4\n")).columns == ["x", "x (2)", "第3列", "x (3)"]


@pytest.mark.abuse(102)
def test_ragged_rows_say_so(tmp_path):
    rows = list(tables.read(put(tmp_path, "a,b\n1\n\n1,2\n1,2,\n1,2,3\n")).rows())
    assert [(number, bool(problem)) for number, _, problem in rows] == [(2, False), (4, False), (5, False), (6, True)]
    assert "多出 1 格" in rows[-1][2]


@pytest.mark.abuse(102)
@pytest.mark.parametrize("tail", ["1,ok\n2,\"开了没有关\n3,c\n4,d\n", "1,ok\n2,\"x\n" + "3,c\n" * 5000])
def test_an_open_quote_swallows_no_row_in_silence(tmp_path, tail):
    rows = list(tables.read(put(tmp_path, "a,b\n" + tail)).rows())
    assert rows[0][1:] == ({"a": "1", "b": "ok"}, "")
    assert [problem[:6] for _, _, problem in rows[1:]] == ["引号没有配对"]
    assert f"第 3 行到第 {tail.count(chr(10)) + 1} 行" in rows[1][2]


def test_a_cell_of_many_lines_is_no_open_quote(tmp_path):
    assert values(tables.read(put(tmp_path, 'a,b\n1,"一\n二 ""三"""\n2,x\n'))) == [{"a": "1", "b": '一\n二 "三"'}, {"a": "2", "b": "x"}]


@pytest.mark.abuse(102)
def test_an_endless_cell_is_refused_and_the_rest_is_read(tmp_path):
    rows = list(tables.read(put(tmp_path, "a,b\n1," + "x" * (10 << 20) + "\n2,y\n")).rows())
    assert "100 万字符" in rows[0][2] and len(rows[0][1]["b"]) == tables.LONGEST_CELL
    assert rows[1][1:] == ({"a": "2", "b": "y"}, "")


@pytest.mark.abuse(102)
def test_rows_are_read_one_by_one_and_end_at_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 10_000)
    table = tables.read(put(tmp_path, "a,b\n" + "1,2\n" * 10_003))
    rows = table.rows()
    assert next(rows) == (2, {"a": "1", "b": "2"}, "")
    *_, last = rows
    assert last[0] == 10_002 and "超过 1 万行" in last[2]


@pytest.mark.abuse(102, 92)
def test_bytes_that_are_no_text_are_named(tmp_path):
    rows = list(tables.read(put(tmp_path, "甲,乙\n".encode() * 180_000 + b"1,\xff\n2,y\n")).rows())
    assert [problem for _, _, problem in rows[-2:]] == ["有文字无法按文件的编码读出。", ""]


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"MZ\x00\x01" + b"\x00\x07" * 60, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
    b"PK\x03\x04 no zip"])
def test_what_is_no_table_is_refused(tmp_path, content):
    with pytest.raises(Unreadable):
        tables.read(put(tmp_path, content))


def test_json_lines_and_arrays(tmp_path):
    lines = '{"a": 1.0, "b": [1, "x"], "c": {"d": null}}\n\nno json\n[1]\n{"a": true, "b": "\\ud800\\u0000y"}\n'
    table = tables.read(put(tmp_path, lines, "t.jsonl"))
    assert table.columns == ["a", "b", "c"]
    rows = list(table.rows())
    assert rows[0] == (1, {"a": "1", "b": "1、x", "c": '{"d": null}'}, "")
    assert [bool(problem) for _, _, problem in rows] == [False, True, True, False]
    assert rows[3][1] == {"a": "true", "b": "\ufffdy"}
    assert values(tables.read(put(tmp_path, json.dumps([{"a": 1}, {"a": 2}]), "t.json"))) == [{"a": "1"}, {"a": "2"}]
    deep = "[" * 3000 + "]" * 3000
    assert list(tables.read(put(tmp_path, '{"a": ' + deep + "}\n" + "[" * 200_000, "deep.jsonl")).rows())
    with pytest.raises(Unreadable):
        tables.read(put(tmp_path, "[1, 2", "t.json"))


def book(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def test_a_workbook_and_its_copy(tmp_path):
    path = book(tmp_path / "t.xlsx", [["编号", "标题", "编号"], [1, "凭证", 2.5], ["", "", ""], ["007", "", ""], [1, 2, 3]])
    table = tables.read(path)
    assert table.columns == ["编号", "标题", "编号 (2)"]
    assert values(table) == [{"编号": "1", "标题": "凭证", "编号 (2)": "2.5"}, {"编号": "007", "标题": "", "编号 (2)": ""}, {"编号": "1", "标题": "2",
        "编号 (2)": "3"}]
    assert [number for number, _, _ in table.rows()] == [2, 4, 5]
    assert {p.name for p in tmp_path.iterdir()} == {"t.xlsx", "t.xlsx.jsonl"}
    tables.discard(path)
    assert not list(tmp_path.iterdir())


def test_a_workbook_with_too_many_rows_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    path = book(tmp_path / "t.xlsx", [["a"], [1], [2], [3], [4]])
    with pytest.raises(Unreadable, match="超过 3 行"):
        tables.read(path)
    assert [p.name for p in tmp_path.iterdir()] == ["t.xlsx"]


def bomb(path: Path, *, name: str = "xl/worksheets/sheet1.xml", parts: int = 1, size: int = 150 << 20) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        for part in range(parts):
            with made.open(f"{name}{part or ''}", "w") as out:
                for _ in range(max(1, size >> 20)):
                    out.write(b" " * min(size, 1 << 20))
    return path


@pytest.mark.abuse(98)
@pytest.mark.parametrize("shape", [{}, {"size": 30 << 20}, {"parts": 500, "size": 1}])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch, shape):
    path = bomb(tmp_path / "t.xlsx", **shape)
    monkeypatch.setattr(workbooks.subprocess, "run", lambda *args, **kwargs: pytest.fail("nothing may be unpacked"))
    began = time.monotonic()
    with pytest.raises(Unreadable, match="过大"):
        tables.read(path)
    assert time.monotonic() - began < 1


@pytest.mark.abuse(98)
def test_a_bomb_that_lies_about_its_size_ends_within_bounds(tmp_path):
    """The sizes in the table of contents say 1 kB; the child stops at what it was told, or at its memory."""
    path = bomb(tmp_path / "t.xlsx", size=60 << 20)
    content = path.read_bytes().replace((60 << 20).to_bytes(4, "little"), (1024).to_bytes(4, "little"))
    began = time.monotonic()
    with pytest.raises(Unreadable):
        tables.read(put(tmp_path, content, "lies.xlsx"))
    assert time.monotonic() - began < 10
    assert {p.name for p in tmp_path.iterdir()} == {"t.xlsx", "lies.xlsx"}


LAUGHS = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + "]>"
OUTSIDE = '<!DOCTYPE w [<!ENTITY j SYSTEM "file:///etc/hostname">]>'


@pytest.mark.abuse(99, 100)
@pytest.mark.parametrize(("doctype", "entity"), [(LAUGHS, "&j;"), (OUTSIDE, "&j;")])
def test_entities_are_not_followed(tmp_path, doctype, entity):
    clean, odd = book(tmp_path / "t.xlsx", [["a"], ["MARK"]]), tmp_path / "odd.xlsx"
    with zipfile.ZipFile(clean) as source, zipfile.ZipFile(odd, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            text = source.read(entry).decode()
            made.writestr(entry.filename, text.replace("?>\n", "?>\n" + doctype, 1).replace("MARK", entity) if "sharedStrings" in entry.filename else text)
    hostname = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else "no host name here"
    try:
        cells = "".join(cell for row in values(tables.read(odd)) for cell in row.values())
    except Unreadable:
        return
    assert hostname not in cells and len(cells) < 1000


def test_archives_of_others_are_no_tables(shared):
    began = time.monotonic()
    for path in sorted((shared / "data/uploads/files").glob("*")):
        if path.suffix in (".zip", ".gz", ".Z", ".docx", ".pptx", ".tar", ".pdf"):
            try:
                list(tables.read(path).rows())
            except Unreadable:
                continue
    assert time.monotonic() - began < 20
    assert not list((shared / "data/uploads/files").glob("*.jsonl"))
