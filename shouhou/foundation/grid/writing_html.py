"""A list as one HTML file, written row by row. It has no script, asks for nothing and opens in spreadsheets as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from django.utils.translation import get_language

from shouhou.foundation.grid.declaring import Column
from shouhou.foundation.grid.telling import Line, written
from shouhou.foundation.kit.cells import safe_cell

HARMLESS = re.compile(r"[-+][\d][\d .,()-]*\Z")
"""A signed number or a telephone number: no spreadsheet takes it for a formula that does something."""
STYLE = """body{font:14px/1.5 "Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;margin:24px;color:#1b2430;background:#fff}
h1{font-size:18px;margin:0 0 4px}p{color:#5b6675;margin:0 0 16px}table{border-collapse:collapse}
th,td{border:1px solid #d5dbe3;padding:4px 10px;text-align:left;vertical-align:top}th{background:#eef2f7;position:sticky;top:0}
td{mso-number-format:"\\@"}.n{text-align:right;mso-number-format:General}.g td{background:#f6f8fb;font-weight:600}
@media print{th{position:static}body{margin:0}}"""


def write_html(path: Path, title: str, columns: Sequence[Column], lines: Iterable[Line], about: str, note: str = "") -> None:
    """`about` stands under the title, `note` at the end."""
    with path.open("w", encoding="utf-8") as out:
        out.write(f'<!DOCTYPE html>\n<html lang="{escape(get_language() or "zh-hans")}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
                  f"<style>{STYLE}</style></head><body><h1>{escape(title)}</h1><p>{escape(about)}</p>\n<table><thead><tr>")
        out.write("".join(f'<th{number(column)}>{escape(str(column.label))}</th>' for column in columns) + "</tr></thead><tbody>\n")
        for line in lines:
            out.write(row(columns, line) if line.kind == "row" else around(columns, line))
        out.write("</tbody></table>\n" + (f"<p>{escape(note)}</p>" if note else "") + "</body></html>\n")


def number(column: Column) -> str:
    return ' class="n"' if column.is_number else ""


def text(value: str) -> str:
    """A text that no spreadsheet runs, escaped."""
    return escape(value if HARMLESS.match(value) else safe_cell(value))


def row(columns: Sequence[Column], line: Line) -> str:
    cells = "".join(f"<td{number(column) if not isinstance(value, str) else ''}>{text(written(column, value))}</td>"
                    for column, value in zip(columns, line.cells, strict=True))
    return f"<tr>{cells}</tr>\n"


def around(columns: Sequence[Column], line: Line) -> str:
    """The head or the foot of a group."""
    sums = [f"{column.label} {written(column, value)}" for column, value in zip(columns, line.cells, strict=False) if value is not None]
    words = "　" * line.level + "　".join([line.words, *sums])
    return f'<tr class="g"><td colspan="{len(columns)}">{escape(words)}</td></tr>\n'
