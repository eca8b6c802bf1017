"""Reading other people's tables: CSV, TSV, JSON lines and Excel, in whatever encoding they come, within limits.

Nothing is silently dropped: a row that cannot be read comes with the reason.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from shouhou.foundation.kit import workbooks
from shouhou.foundation.kit.cells import as_text, plain_cell, safe_cell, sound
from shouhou.foundation.kit.unreadable import Unreadable

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL, LONGEST_NAME = 1_000_000, 200, 1_000_000, 80
JSON_ARRAY = 20 << 20
"""Bytes of a JSON array, which can only be read whole."""
csv.field_size_limit(LONGEST_CELL * 12)

Row = tuple[int, dict[str, str], str]
"""(row number in the file, column → text, problem or empty)"""


@dataclass
class Table:
    """A table that can be read from its beginning as often as needed. `columns` are unique, in the order of the file."""

    path: Path
    kind: str
    encoding: str = ""
    columns: list[str] = field(default_factory=list)
    delimiter: str = ","

    def rows(self) -> Iterator[Row]:
        """Every data row, of at most a million. Blank lines are not rows."""
        rows = {"csv": _csv_rows, "jsonl": _json_rows, "xlsx": _xlsx_rows}[self.kind](self)
        for count, row in enumerate(rows):
            if count == MOST_ROWS:
                yield row[0], {}, gettext("文件超过 %(most_rows)s 万行，从这一行起没有读取，请拆分后再导入。") % {"most_rows": MOST_ROWS // 10000}
                return
            yield row


def read(path: Path) -> Table:
    """Look into a file: its kind by content and ending, its encoding, its columns. Raises `Unreadable` with a sentence."""
    with path.open("rb") as file:
        head = file.read(1 << 20)
    if not head:
        raise Unreadable(gettext("文件是空的。"))
    if head.startswith(b"PK\x03\x04"):
        return _open_xlsx(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(gettext("这是旧版 Excel（.xls）或加了密码的文件。请另存为 .xlsx 或 CSV 再导入。"))
    encoding = sniff(head)
    text = head.decode(encoding, errors="replace")
    strange = sum(c < " " and c not in "\t\r\n\f\v" for c in text[:4096])
    if "\x00" in text or strange * 10 > len(text[:4096]):
        raise Unreadable(gettext("这不是文字表格。请给出 CSV、TSV、JSON 行或 .xlsx 文件。"))
    if path.suffix.lower() in {".jsonl", ".ndjson", ".json"} or text.lstrip().startswith('{"'):
        return _open_json(path, encoding)
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    table = Table(path, "csv", encoding, delimiter=max(",\t;|", key=first.count))
    with path.open(encoding=encoding, errors="replace", newline="") as lines, suppress(csv.Error):
        table.columns = unique(_header(csv.reader(lines, delimiter=table.delimiter)))
    return table


def discard(path: Path) -> None:
    """Throw a table away that is no longer needed, with the copy that was made of its rows."""
    for one in (path, workbooks.copy_of(path)):
        one.unlink(missing_ok=True)


def sniff(head: bytes) -> str:
    """utf-8-sig, utf-16, utf-8 or gb18030: by mark, by zero bytes, else by what decodes."""
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head[1:200:2].count(0) > 30:
        return "utf-16-le"
    if head[0:200:2].count(0) > 30:
        return "utf-16-be"
    for cut in range(4):
        try:
            head[: len(head) - cut].decode("utf-8")
            return "utf-8"
        except UnicodeDecodeError as bad:
            if bad.start < len(head) - 8:
                break
    return "gb18030"


def unique(names: list[Any]) -> list[str]:
    """Column names: trimmed, blank ones numbered, doubles told apart."""
    found: list[str] = []
    for place, raw in enumerate(names[:MOST_COLUMNS]):
        name = _name(raw) or f"第{place + 1}列"
        base, copy = name, 2
        while name in found:
            name, copy = f"{base} ({copy})", copy + 1
        found.append(name)
    return found


def _name(raw: Any) -> str:
    return " ".join(sound(str(raw if raw is not None else "")).split())[:LONGEST_NAME]


def _header(reader: Iterator[list[str]]) -> list[str]:
    """The first line that is not blank."""
    return next((cells for cells in reader if any(cell.strip() for cell in cells)), [])


class _Recorder:
    """Lines as they are read, keeping those of the record that is being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.record: list[str] = []

    def __iter__(self) -> _Recorder:
        return self

    def __next__(self) -> str:
        line = next(self._lines).replace("\x00", "")
        self.record.append(line)
        return line

    def is_open(self, delimiter: str) -> bool:
        """Whether the record runs over several lines only because a quotation mark was never closed."""
        if len(self.record) < 2:
            return False
        try:
            next(csv.reader(["".join(self.record)], delimiter=delimiter, strict=True), None)
        except csv.Error as bad:
            return "unexpected end" in str(bad)
        return False


def _csv_rows(table: Table) -> Iterator[Row]:
    with table.path.open(encoding=table.encoding, errors="replace", newline="") as file:
        lines = _Recorder(iter(file))
        reader = csv.reader(lines, delimiter=table.delimiter)
        with suppress(csv.Error):
            _header(reader)
        while True:
            lines.record.clear()
            begins = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as bad:
                yield begins, {}, gettext("这一行读不出来：%(bad)s") % {"bad": bad}
                continue
            if lines.is_open(table.delimiter):
                values, _ = _fit(table.columns, cells)
                yield begins, values, gettext("引号没有配对：第 %(begins)s 行到第 %(ends)s 行被读成了一行，请改正后再导入这些行。") % {
                    "begins": begins, "ends": reader.line_num}
            elif any(cell.strip() for cell in cells):
                yield begins, *_fit(table.columns, [plain_cell(cell) for cell in cells])


def _fit(columns: list[str], cells: list[str]) -> tuple[dict[str, str], str]:
    """Cells under their columns; a row with more cells than columns, or an endless one, says so."""
    values = {c: v[:LONGEST_CELL] for c, v in zip(columns, cells, strict=False)}
    extra = [cell for cell in cells[len(columns):] if cell.strip()]
    if extra:
        return values, gettext("这一行比表头多出 %(cells)s 格，请检查分隔符和引号。") % {"cells": len(cells) - len(columns)}
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return values, gettext("有一格超过 %(longest_cell)s 万字符，可能是引号没有配对。") % {"longest_cell": LONGEST_CELL // 10000}
    if any("\ufffd" in cell for cell in cells):
        return values, gettext("有文字无法按文件的编码读出。")
    return values, ""


def _json_lines(table: Table) -> Iterator[tuple[int, Any, str]]:
    if table.delimiter == "[":
        try:
            items = json.loads(table.path.read_text(encoding=table.encoding, errors="replace"))
        except (ValueError, RecursionError) as bad:
            raise Unreadable(gettext("这不是正确的 JSON。")) from bad
        yield from ((n, item, "") for n, item in enumerate(items, 1))
        return
    with table.path.open(encoding=table.encoding, errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield number, json.loads(line), ""
                except (ValueError, RecursionError):
                    yield number, {"原文": line[:LONGEST_CELL].strip()}, gettext("这一行不是正确的 JSON。")


def _open_json(path: Path, encoding: str) -> Table:
    with path.open(encoding=encoding, errors="replace") as file:
        is_array = file.read(64).lstrip().startswith("[")
    if is_array and path.stat().st_size > JSON_ARRAY:
        raise Unreadable(gettext("JSON 数组太大，请改为每行一个对象（.jsonl）。"))
    table = Table(path, "jsonl", encoding, delimiter="[" if is_array else "\n")
    names: dict[str, None] = {}
    for _, item, problem in takewhile(lambda line: line[0] <= 2000 and len(names) <= MOST_COLUMNS, _json_lines(table)):
        if not problem and isinstance(item, dict):
            names.update(dict.fromkeys(_name(k) for k in item))
    table.columns = list(names)[:MOST_COLUMNS]
    return table


def _json_rows(table: Table) -> Iterator[Row]:
    for number, item, problem in _json_lines(table):
        if isinstance(item, dict):
            yield number, {_name(k): as_text(v)[:LONGEST_CELL] for k, v in item.items()}, problem
        else:
            yield number, {"原文": as_text(item)[:LONGEST_CELL]}, problem or gettext("这一行不是一个对象。")


def _open_xlsx(path: Path) -> Table:
    table = Table(workbooks.copied(path, most=MOST_ROWS), "xlsx", "")
    with table.path.open(encoding="utf-8") as lines:
        table.columns = unique(json.loads(next(lines, "[]")))
    return table


def _xlsx_rows(table: Table) -> Iterator[Row]:
    with table.path.open(encoding="utf-8") as lines:
        next(lines, None)
        for number, line in enumerate(lines, 2):
            cells = [as_text(v) for v in json.loads(line)]
            if any(cell.strip() for cell in cells):
                yield number, *_fit(table.columns, cells)


def write_csv(columns: list[str], rows: list[list[str]]) -> bytes:
    """A CSV that Excel opens in Chinese (UTF-8 with mark); what could be a formula is text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([[safe_cell(c) for c in line] for line in [columns, *rows]])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")
