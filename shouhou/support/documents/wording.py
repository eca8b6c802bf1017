"""Run as a program, with bounds: the words of a PDF, page by page, written as they are read.

    python -I wording.py IN.pdf OUT MOST_PAGES MOST_CHARACTERS

OUT gets the number of pages on its first line, then the text of each page followed by a form feed. What was written before a bound was
reached is good. Exit code 3: the file wants a password.
"""

from __future__ import annotations

import sys
from pathlib import Path

LOCKED = 3


def words(source: str, target: str, most_pages: int, most: int) -> int:
    """Read `source`, write `target`; answers the exit code."""
    from pypdf import PdfReader

    with Path(source).open("rb") as file, Path(target).open("w", encoding="utf-8", errors="replace") as out:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            return LOCKED
        count = len(reader.pages)
        print(count, file=out, flush=True)
        for number in range(min(count, most_pages)):
            try:
                text = reader.pages[number].extract_text()
            except Exception:  # a page that cannot be read has no words; the others may
                text = ""
            text = "".join(c if c.isprintable() else " " for c in text.replace("\0", ""))[:most]
            out.write(text + "\f")
            out.flush()
            most -= len(text)
            if most <= 0:
                break
    return 0


if __name__ == "__main__":
    sys.exit(words(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
