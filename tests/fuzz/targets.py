"""What is fed, and what must hold: each target takes bytes, and raises for a finding only."""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

from defusedxml.ElementTree import fromstring
from django.http import QueryDict

from shouhou.channels.kingdee import signatures
from shouhou.channels.wechat import envelope
from shouhou.channels.wechat import signing as wechat
from shouhou.channels.wechat.envelope import UNFIT
from shouhou.foundation.accounts.next_page import local_path
from shouhou.foundation.files import names, serving
from shouhou.foundation.grid.asking import Asking
from shouhou.foundation.grid.registry import GRIDS
from shouhou.foundation.grid.unreadable import Unreadable as BadQuestion
from shouhou.foundation.grid.wildcard import fold, pattern
from shouhou.foundation.kit import moments, richtext, tables, workbooks
from shouhou.foundation.kit.phones import is_phone
from shouhou.foundation.kit.unreadable import Unreadable

FOLDER = Path(tempfile.mkdtemp(prefix="shouhou-fuzz-"))
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
VOID = {"br", "img"}
MOST_ROWS = 300
Target = Callable[[bytes], None]


def text_of(data: bytes) -> str:
    """Bytes as text, also with halves of surrogate pairs in it."""
    return data.decode("utf-8", "surrogatepass" if data[:1] < b"\x80" else "replace") if is_utf8(data) else data.decode("latin-1")


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def table(data: bytes) -> None:
    """CSV, TSV, JSON lines: each row has text under known columns, or says why not. The first byte chooses the ending."""
    path = FOLDER / ("a" + (".csv", ".jsonl", ".json", ".tsv")[data[0] % 4 if data else 0])
    path.write_bytes(data[1:])
    try:
        found = tables.read(path)
        rows = list(islice(found.rows(), MOST_ROWS))
    except Unreadable:
        return
    assert len(set(found.columns)) == len(found.columns) <= tables.MOST_COLUMNS
    for number, cells, problem in rows:
        assert number > 0 and isinstance(problem, str)
        for name, cell in cells.items():
            assert isinstance(cell, str) and len(cell) <= tables.LONGEST_CELL
            assert not re.search("[\x00\ud800-\udfff]", name + cell), "a database would not take it"


def workbook(data: bytes) -> None:
    """The table of contents of a package, whole and damaged: refused with a sentence, or a workbook of bearable size."""
    path = FOLDER / "b.xlsx"
    path.write_bytes(data)
    try:
        workbooks.check(path)
    except Unreadable:
        return
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert sum(entry.file_size for entry in package.infolist()) <= workbooks.UNPACKED


class Strict(HTMLParser):
    """Reads what `clean` answered; anything beyond the allow-list is a finding."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in richtext.TAGS, tag
        for name, value in attrs:
            assert name in richtext.ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set()), f"{tag} {name}"
            if name == "href" and value:
                scheme = urlsplit(re.sub(r"[\x00-\x20]", "", value)).scheme.lower() if "[" not in value else ""
                assert scheme in richtext.SCHEMES | {""}, value
            if tag == "img" and name == "src":
                assert richtext.OWN_PICTURE.match(value or ""), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment was kept")

    def handle_pi(self, data: str) -> None:
        raise AssertionError("an instruction was kept")


def rich_text(data: bytes) -> None:
    """Only the allow-list comes out, and cleaning twice is cleaning once."""
    once = richtext.clean(text_of(data).encode("utf-8", "replace").decode())
    assert richtext.clean(once) == once
    Strict(convert_charrefs=False).feed(once)
    richtext.is_blank(once)


def wildcard(data: bytes) -> None:
    """What Python finds, a naive matcher finds, and so does SQLite by LIKE or GLOB."""
    wanted_text, _sep, value = text_of(data).replace("\x00", "").partition("\n")
    if any("\ud800" <= c <= "\udfff" for c in wanted_text + value) or len(value) > 200 or len(wanted_text) > 60:
        return
    try:
        wanted = pattern(wanted_text)
    except BadQuestion:
        return
    if wanted.is_open:
        return
    found, place = True, 0
    folded = fold(value)
    for piece in map(fold, wanted.pieces):
        at = folded.find(piece, place)
        found, place = found and at >= 0, at + len(piece)
        if not found:
            break
    assert wanted.finds(value) is found
    sql, argument = ("SELECT ? LIKE ? ESCAPE '\\'", wanted.like()) if wanted.is_simple else ("SELECT ? GLOB ?", wanted.glob())
    assert bool(MEMORY.execute(sql, [value, argument]).fetchone()[0]) is found, (wanted_text, value)
    if found:
        assert all(gram in folded for gram in wanted.grams())


MEMORY = sqlite3.connect(":memory:", check_same_thread=False)


def question(data: bytes) -> None:
    """An address of a list is refused with a sentence or understood; understood, it says itself again."""
    grid = GRIDS[sorted(GRIDS)[data[0] % len(GRIDS)]] if data else None
    if grid is None:
        return
    nobody = SimpleNamespace(pk=1, id=1, is_authenticated=True)
    try:
        asked = Asking.read(grid, nobody, QueryDict(data[1:]))
    except BadQuestion:
        return
    except ValueError as why:
        if "Database access" in str(why) or "Too many" in str(why):
            return
        raise
    again = Asking.read(grid, nobody, QueryDict(asked.address()[1:]))
    assert again == asked, asked.address()


def saved_view(data: bytes) -> None:
    """A saved view is data of a browser: whatever it holds, it becomes a question or says what it left out."""
    try:
        held = json.loads(data[1:])
    except (ValueError, RecursionError):
        return
    if isinstance(held, dict) and data:
        keys = sorted(GRIDS)
        asked, gone = Asking.from_json(GRIDS[keys[data[0] % len(keys)]], SimpleNamespace(pk=1, id=1), held)
        assert all(isinstance(one, str) for one in gone)
        asked.address()


def file_name(data: bytes) -> None:
    """A name is a name: no folder, nothing unseen, short, no device of Windows; fit for a header."""
    name = names.cleaned(text_of(data))
    assert name and len(name.encode("utf-8", "surrogatepass")) <= names.LONGEST + 20
    assert not set('/\\\r\n\x00<>:"|?*') & set(name) and name not in {".", ".."} and not name.startswith("."), name
    assert name == name.strip(" .\u3000") and not names.RESERVED.match(name), name
    header = names.disposition(name, inline=bool(data[:1] > b"m"))
    assert header.isascii() and "\r" not in header and "\n" not in header and header.count('"') == 2


def byte_range(data: bytes) -> None:
    """A range lies inside the file."""
    size = int.from_bytes(data[:3], "big") if len(data) > 3 else 0
    found = serving.asked_range(data[3:].decode("latin-1"), size)
    if isinstance(found, tuple):
        first, last = found
        assert 0 <= first <= last < size


def signed_link(data: bytes) -> None:
    """Links and messages of others: understood or not, never broken; what is understood was not signed by us."""
    text = text_of(data)
    ticket = signatures.read_ud(text)
    if ticket is not None:
        assert signatures.is_plain(ticket.dbid, ticket.username, ticket.appid, ticket.signed, ticket.timestamp)
        signatures.same(ticket.signed, signatures.k3_signature(ticket.dbid, ticket.username, ticket.appid, "secret", ticket.timestamp, algorithm="sha256"))
    signatures.is_fresh(text, 1_700_000_000.0, 120)
    assert not signatures.same(text, signatures.own_signature("secret", "a", "b"))


def callback(data: bytes) -> None:
    """WeChat's XML and its seal: a message, `Unreadable` or `NotGenuine`."""
    try:
        message = envelope.read(data)
    except envelope.Unreadable:
        pass
    else:
        assert message.sender and len(message.dedup) < 300
        parsed = fromstring(envelope.reply(message, "好"), forbid_dtd=True)
        assert (parsed.findtext("ToUserName") or "").strip() == UNFIT.sub("", message.sender).strip()
    try:
        wechat.decrypt(AES_KEY, envelope.sealed_in(data) or data.decode("latin-1"), "wx")
    except wechat.NotGenuine:
        pass
    else:
        raise AssertionError("opened a seal that nobody made")


def next_page(data: bytes) -> None:
    """Where one goes after signing in stays here."""
    found = local_path(text_of(data))
    if found:
        parts = urlsplit(found)
        assert found.startswith("/") and not found.startswith("//") and not parts.netloc and not parts.scheme and "\\" not in found


def cell(data: bytes) -> None:
    """Times and telephone numbers as people write them."""
    text = text_of(data)
    is_phone(text)
    try:
        moment = moments.parse(text)
    except (ValueError, OverflowError):
        return
    assert moment is None or (moment.tzinfo and moments.FIRST_YEAR <= moment.year <= moments.LAST_YEAR)
    if moment is not None:
        moment.astimezone(moments.HERE)


TARGETS: dict[str, Target] = {one.__name__: one for one in (
    table, workbook, rich_text, wildcard, question, saved_view, file_name, byte_range, signed_link, callback, next_page, cell)}
