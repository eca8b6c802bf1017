"""Run as a program, with bounds: copies the first sheet of a workbook into JSON lines.

    python -P sheet.py IN.xlsx OUT.jsonl BYTES_OF_MEMORY MOST_ROWS

Ends with 3 when there are more rows than that.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date, datetime


def text(value: object) -> object:
    """Dates as ISO text; numbers, text and booleans as they are."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, str | int | float | bool) else str(value)


def main(source: str, target: str, memory: int, most: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(source).get_sheet_by_index(0)
    with open(target, "w", encoding="utf-8", errors="replace") as out:
        for number, row in enumerate(sheet.iter_rows()):
            if number > most:
                sys.exit(3)
            out.write(json.dumps([text(v) for v in row], ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
