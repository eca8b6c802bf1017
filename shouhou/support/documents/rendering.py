"""From an uploaded file to the PDF that is shown, and to its words."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings
from django.utils.translation import gettext_noop as word

from shouhou.foundation.files import blobs, names
from shouhou.support.documents.bounded import Bounds, Overrun, run
from shouhou.support.documents.wording import LOCKED

CONVERTIBLE = frozenset(["doc", "docx", "docm", "dotx", "rtf", "odt", "wps", "xls", "xlsx", "xlsm", "xltx", "ods", "et", "ppt", "pptx", "pptm", "odp",
                         "dps"])
"""Endings that LibreOffice opens."""
TAKEN = CONVERTIBLE | {"pdf", "ofd"}
CONVERTING = Bounds(memory=4 << 30, seconds=180, largest=1 << 30)
READING = Bounds(memory=512 << 20, seconds=60, largest=64 << 20)
MOST_PAGES, MOST_CHARACTERS = 2000, 400_000
PAGE = "\f"
_at_once = BoundedSemaphore(1)
LATE, NONE, BROKEN = word("转换用时太长，已停止。请上传 PDF。"), word("没有安装转换程序。请上传 PDF。"), word("这个文件无法转换。请上传 PDF。")
CLOSED, UNREAD = word("文档有打开密码，不能在线查看和搜索。"), word("文档里的文字读不出来，搜索只按标题和简介查找。")


@dataclass(frozen=True, slots=True)
class Words:
    """What was read of a PDF: its number of pages, their words parted by form feeds, and what went wrong."""

    pages: int
    text: str
    note: str


def converter() -> str:
    """The program that makes PDF of Office files; empty when there is none."""
    given = settings.ENV.office_converter
    if given == "off":
        return ""
    return (shutil.which(given) or "") if given else (shutil.which("soffice") or shutil.which("libreoffice") or "")


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder that is gone afterwards, whatever was written into it."""
    base = Path(settings.DATA_DIR) / "tmp"
    base.mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(prefix="document-", dir=base)
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def converted(source: Path, ending: str, largest: int) -> tuple[str, int, str]:
    """The PDF made of an Office file, kept: (hash, size, ""), or ("", 0, why not)."""
    program = converter()
    if not program or ending not in CONVERTIBLE:
        return "", 0, NONE if not program else BROKEN
    with _at_once, own_folder() as folder:
        given, out = folder / f"document.{ending}", folder / "out"
        shutil.copyfile(source, given)
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault",
                   "--convert-to", "pdf", "--outdir", str(out), str(given)]
        try:
            code = run(command, folder=folder, bounds=CONVERTING)
        except Overrun:
            return "", 0, LATE
        made = out / "document.pdf"
        if code != 0 or made.is_symlink() or not made.is_file() or not is_pdf(made) or made.stat().st_size > largest:
            return "", 0, BROKEN
        with made.open("rb") as file:
            digest, size, _place = blobs.keep(iter(lambda: file.read(1 << 18), b""), largest=largest)
    return digest, size, ""


def is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-"


def read(source: Path) -> Words:
    """The words of a PDF, as many as could be read within the bounds."""
    with own_folder() as folder:
        out = folder / "words"
        try:
            code = run([sys.executable, "-P", str(Path(__file__).with_name("wording.py")), str(source), str(out), str(MOST_PAGES), str(MOST_CHARACTERS)],
                       folder=folder, bounds=READING)
        except Overrun:
            code = -1
        if code == LOCKED:
            return Words(0, "", CLOSED)
        found = out.read_text("utf-8", "replace") if out.exists() else ""
    first, _line, text = found.partition("\n")
    pages = int(first) if first.isascii() and first.isdecimal() and len(first) < 9 else 0
    text = text[:MOST_CHARACTERS]
    return Words(pages, text, "" if text.strip(f"{PAGE} ") else UNREAD)


def ending_of(name: str) -> str:
    return names.ending_of(name)
