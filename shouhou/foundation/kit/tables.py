"""Reading other people's tables: CSV, TSV, JSON lines and Excel, in whatever encoding they come, within limits.

Nothing is silently dropped: a row that cannot be read comes with the reason.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shouhou.foundation.kit.unreadable import Unreadable

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 1_000_000, 200, 1_000_000
XLSX_PACKED, XLSX_UNPACKED, XLSX_RATIO, XLSX_ENTRIES = 20 << 20, 100 << 20, 100, 400
XLSX_MEMORY, XLSX_SECONDS = 512 << 20, 60
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
        """Every data row. Blank lines are not rows."""
        return {"csv": _csv_rows, "jsonl": _json_rows, "xlsx": _xlsx_rows}[self.kind](self)


def read(path: Path) -> Table:
    """Look into a file: its kind by content and ending, its encoding, its columns. Raises `Unreadable` with a sentence."""
    head = path.open("rb").read(1 << 20)
    if not head:
        raise Unreadable("文件是空的。")
    if head.startswith(b"PK\x03\x04"):
        return _open_xlsx(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("这是旧版 Excel（.xls）。请另存为 .xlsx 或 CSV 再导入。")
    encoding = sniff(head)
    text = _decode(head, encoding)
    if "\x00" in text:
        raise Unreadable("这不是文字表格。请给出 CSV、TSV、JSON 行或 .xlsx 文件。")
    if path.suffix.lower() in {".jsonl", ".ndjson", ".json"} or text.lstrip().startswith('{"'):
        return _open_json(path, encoding)
    first = text.splitlines()[0] if text.splitlines() else ""
    delimiter = max(",\t;|", key=first.count)
    table = Table(path, "csv", encoding, delimiter=delimiter)
    with path.open(encoding=encoding, errors="replace", newline="") as lines:
        table.columns = unique(next(csv.reader(lines, delimiter=delimiter), []))
    return table


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


def _decode(head: bytes, encoding: str) -> str:
    return head.decode(encoding, errors="replace")


def unique(names: list[Any]) -> list[str]:
    """Column names: trimmed, blank ones numbered, doubles told apart."""
    found: list[str] = []
    for place, raw in enumerate(names[:MOST_COLUMNS]):
        name = " ".join(str(raw or "").split())[:80] or f"第{place + 1}列"
        base, copy = name, 2
        while name in found:
            name, copy = f"{base} ({copy})", copy + 1
        found.append(name)
    return found


def _csv_rows(table: Table) -> Iterator[Row]:
    with table.path.open(encoding=table.encoding, errors="replace", newline="") as lines:
        reader = csv.reader((line.replace("\x00", "") for line in lines), delimiter=table.delimiter)
        next(reader, None)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as bad:
                yield reader.line_num, {}, f"这一行读不出来：{bad}"
                continue
            if any(cell.strip() for cell in cells):
                yield reader.line_num, *_fit(table.columns, cells)


def _fit(columns: list[str], cells: list[str]) -> tuple[dict[str, str], str]:
    """Cells under their columns; a row with more cells than columns, or an endless one, says so."""
    values = {c: v[:LONGEST_CELL] for c, v in zip(columns, cells, strict=False)}
    extra = [cell for cell in cells[len(columns):] if cell.strip()]
    if extra:
        return values, f"这一行比表头多出 {len(cells) - len(columns)} 格，请检查分隔符和引号。"
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return values, f"有一格超过 {LONGEST_CELL // 10000} 万字符，可能是引号没有配对。"
    if any("\ufffd" in cell for cell in cells):
        return values, "有文字无法按文件的编码读出。"
    return values, ""


def as_text(value: Any) -> str:
    """A JSON or Excel value as the text of a cell; lists are joined, whole numbers lose their .0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list):
        return "、".join(as_text(v) for v in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _json_lines(table: Table) -> Iterator[tuple[int, Any, str]]:
    if table.delimiter == "[":
        try:
            items = json.loads(table.path.read_text(encoding=table.encoding))
        except (ValueError, RecursionError) as bad:
            raise Unreadable("这不是正确的 JSON。") from bad
        yield from ((n, item, "") for n, item in enumerate(items, 1))
        return
    with table.path.open(encoding=table.encoding, errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield number, json.loads(line), ""
                except (ValueError, RecursionError):
                    yield number, {"原文": line[:LONGEST_CELL].strip()}, "这一行不是正确的 JSON。"


def _open_json(path: Path, encoding: str) -> Table:
    start = path.open(encoding=encoding, errors="replace").read(64).lstrip()
    if start.startswith("[") and path.stat().st_size > XLSX_UNPACKED:
        raise Unreadable("JSON 数组太大，请改为每行一个对象（.jsonl）。")
    table = Table(path, "jsonl", encoding, delimiter="[" if start.startswith("[") else "\n")
    names: dict[str, None] = {}
    for number, item, problem in _json_lines(table):
        if not problem and isinstance(item, dict):
            names.update(dict.fromkeys(str(k) for k in item))
        if number > 2000 or len(names) > MOST_COLUMNS:
            break
    table.columns = list(names)[:MOST_COLUMNS]
    return table


def _json_rows(table: Table) -> Iterator[Row]:
    for number, item, problem in _json_lines(table):
        if isinstance(item, dict):
            yield number, {str(k): as_text(v)[:LONGEST_CELL] for k, v in item.items()}, problem
        else:
            yield number, {"原文": as_text(item)}, problem or "这一行不是一个对象。"


def _open_xlsx(path: Path) -> Table:
    """Check the package before anything is unpacked, then read it in a child with bounds on memory and time."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as bad:
        raise Unreadable("这个 Excel 文件已损坏，打不开。") from bad
    packed, unpacked = path.stat().st_size, sum(e.file_size for e in entries)
    if not any(e.filename.startswith("xl/") for e in entries):
        raise Unreadable("这是压缩包，不是 Excel 表格。")
    if packed > XLSX_PACKED or unpacked > XLSX_UNPACKED or len(entries) > XLSX_ENTRIES or unpacked > XLSX_RATIO * max(packed, 1):
        raise Unreadable("这个 Excel 文件展开后过大，请拆分或另存为 CSV 再导入。")
    copy = path.with_name(path.name + ".jsonl")
    if not copy.exists():
        try:
            done = subprocess.run([sys.executable, "-m", "shouhou.foundation.kit.sheet", str(path), str(copy), str(XLSX_MEMORY), str(MOST_ROWS)],
                                  capture_output=True, timeout=XLSX_SECONDS, check=False)
        except subprocess.TimeoutExpired as slow:
            copy.unlink(missing_ok=True)
            raise Unreadable("这个 Excel 文件太复杂，一分钟内没有读完。请另存为 CSV 再导入。") from slow
        if done.returncode != 0:
            copy.unlink(missing_ok=True)
            raise Unreadable("这个 Excel 文件读不出来（可能加了密码或已损坏）。请另存为 CSV 再导入。")
    table = Table(copy, "xlsx", "")
    with copy.open(encoding="utf-8") as lines:
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


def safe_cell(text: str) -> str:
    """A cell no spreadsheet takes for a formula (security row 90)."""
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"} else text
