"""A list as an Excel workbook, written row by row in flat memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from shouhou.foundation.grid.declaring import Column
from shouhou.foundation.grid.telling import Line
from shouhou.foundation.kit.cells import FORMULA

LONGEST = 32_767
"""Characters of a cell, by Excel's own limit."""
DEEPEST = 7
NO_TAMPERING = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False,
                "default_date_format": "yyyy-mm-dd"}


def write_xlsx(path: Path, title: str, columns: Sequence[Column], widths: dict[str, int], lines: Iterable[Line], note: str = "") -> None:
    """Text is always text: codes keep their zeros, long numbers their digits, and nothing is a formula."""
    import xlsxwriter  # 14 MB, for those processes only that export

    with xlsxwriter.Workbook(str(path), {**NO_TAMPERING, "tmpdir": str(path.parent)}) as book:
        Sheet(book, title, columns, widths).write(lines, note)


class Sheet:
    """The one sheet of a workbook."""

    def __init__(self, book: Any, title: str, columns: Sequence[Column], widths: dict[str, int]) -> None:
        self.sheet, self.columns = book.add_worksheet(name(title)), columns
        self.texts = {False: book.add_format({"num_format": "@"}), True: book.add_format({"num_format": "@", "quote_prefix": True})}
        self.formats = {kind: book.add_format({"num_format": form}) for kind, form in (
            ("money", "#,##0.00"), ("number", "General"), ("date", "yyyy-mm-dd"), ("moment", "yyyy-mm-dd hh:mm:ss"))}
        self.bold, self.head = book.add_format({"bold": True}), book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F7"})
        self.sums = book.add_format({"bold": True, "num_format": "#,##0.##"})
        for place, column in enumerate(columns):
            self.sheet.set_column(place, place, max(6, widths.get(column.key, column.width) / 7.5))
        self.sheet.freeze_panes(1, 0)

    def write(self, lines: Iterable[Line], note: str) -> None:
        for place, column in enumerate(self.columns):
            self.sheet.write_string(0, place, str(column.label), self.head)
        at = 0
        for at, line in enumerate(lines, start=1):
            if line.level:
                self.sheet.set_row(at, None, None, {"level": min(line.level, DEEPEST)})
            if line.kind == "row":
                for place, value in enumerate(line.cells):
                    if value is not None:
                        self.cell(at, place, value, self.columns[place].kind)
            else:
                self.around(at, line)
        if note:
            self.sheet.write_string(at + 1, 0, note, self.bold)

    def around(self, at: int, line: Line) -> None:
        """The head or the foot of a group; its words stand in the first column, its sums in their own."""
        sums = {place: value for place, value in enumerate(line.cells) if value is not None}
        words = line.words if 0 not in sums else f"{line.words} {sums.pop(0)}"
        self.sheet.write_string(at, 0, words[:LONGEST], self.bold)
        for place, value in sums.items():
            self.sheet.write_number(at, place, float(value), self.sums)

    def cell(self, at: int, place: int, value: Any, kind: str) -> None:
        if isinstance(value, str):
            text = value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
            self.sheet.write_string(at, place, text, self.texts[text.startswith(FORMULA)])
        elif isinstance(value, date) and value.year >= 1900:
            self.sheet.write_datetime(at, place, value, self.formats["moment" if isinstance(value, datetime) else "date"])
        elif isinstance(value, Decimal | int | float) and not isinstance(value, bool):
            self.sheet.write_number(at, place, float(value), self.formats.get(kind, self.formats["number"]))
        else:
            self.sheet.write_string(at, place, str(value), self.texts[False])


def name(title: str) -> str:
    """A title as the name of a sheet, which may not have these signs nor more than 31 characters."""
    return "".join(" " if c in "[]:*?/\\'" else c for c in title)[:31].strip() or "Sheet1"
