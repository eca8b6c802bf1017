"""The elements of a WebM or Matroska file (RFC 8794, RFC 9559), as far as needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import error, unpack
from typing import BinaryIO

from shouhou.support.courses.films.film import BROKEN, CUT, NO_PICTURE, Film, Unreadable

MARK = b"\x1aE\xdf\xa3"
HEAD, DOCTYPE, SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
SEEKS, SEEK, SEEK_ID, SEEK_AT = 0x114D9B74, 0x4DBB, 0x53AB, 0x53AC
INFO, SCALE, LENGTH = 0x1549A966, 0x2AD7B1, 0x4489
TRACKS, ENTRY, KIND, CODEC, VIDEO, WIDE, HIGH = 0x1654AE6B, 0xAE, 0x83, 0x86, 0xE0, 0xB0, 0xBA
CUES, POINT, CLUSTER = 0x1C53BB6B, 0xBB, 0x1F43B675
MOST_ELEMENTS, MOST_READ = 100_000, 1 << 16
UNKNOWN = -1


@dataclass(slots=True)
class Told:
    """What the elements told so far."""

    scale: int = 1_000_000
    length: float = 0.0
    picture: str = ""
    sound: str = ""
    width: int = 0
    height: int = 0
    cues_at: int = 0
    has_cues: bool = False
    has_tracks: bool = False
    has_picture_data: bool = False
    elements: int = 0


def number(file: BinaryIO, *, keeps_mark: bool) -> tuple[int, int]:
    """(value, bytes) of a number of variable length; UNKNOWN when all its bits are set."""
    first = file.read(1)
    if not first or not first[0]:
        raise Unreadable(CUT if not first else BROKEN)
    length = 9 - first[0].bit_length()
    rest = file.read(length - 1)
    if len(rest) < length - 1:
        raise Unreadable(CUT)
    value = int.from_bytes(first + rest, "big")
    if keeps_mark:
        return value, length
    value &= (1 << 7 * length) - 1
    return (UNKNOWN if value == (1 << 7 * length) - 1 else value), length


def elements(file: BinaryIO, start: int, end: int, told: Told) -> Iterator[tuple[int, int, int]]:
    """(id, where its content begins, where it ends or UNKNOWN) of the elements between two places; ends after one of unknown length."""
    at = start
    while at < end:
        told.elements += 1
        if told.elements > MOST_ELEMENTS:
            raise Unreadable(BROKEN)
        file.seek(at)
        name, taken = number(file, keeps_mark=True)
        size, more = number(file, keeps_mark=False)
        begin = at + taken + more
        if size == UNKNOWN:
            yield name, begin, UNKNOWN
            return
        if begin + size > end:
            raise Unreadable(CUT)
        yield name, begin, begin + size
        at = begin + size


def content(file: BinaryIO, begin: int, end: int) -> bytes:
    if end - begin > MOST_READ or end == UNKNOWN:
        raise Unreadable(BROKEN)
    file.seek(begin)
    return file.read(end - begin)


def whole(file: BinaryIO, begin: int, end: int) -> int:
    return int.from_bytes(content(file, begin, min(end, begin + 8)), "big")


def look(file: BinaryIO, size: int) -> Film:
    """The film of a WebM or Matroska file of so many bytes."""
    told, kind, container = Told(), "", ""
    try:
        for name, begin, end in elements(file, 0, size, told):
            if name == HEAD:
                kind = next((content(file, a, b).decode("ascii", "replace").strip("\0") for n, a, b in elements(file, begin, end, told) if n == DOCTYPE), "")
                container = {"webm": "webm", "matroska": "mkv"}.get(kind, "")
            elif name == SEGMENT and container:
                read_segment(file, begin, size if end == UNKNOWN else end, told)
                break
    except error as bad:
        raise Unreadable(BROKEN) from bad
    if not container:
        raise Unreadable(BROKEN)
    if not told.has_tracks or not told.has_picture_data:
        raise Unreadable(CUT)
    if not told.picture:
        raise Unreadable(NO_PICTURE)
    seconds = told.length * told.scale / 1e9
    return Film(container, told.picture, told.sound, seconds if seconds == seconds else 0.0, told.width, told.height, told.has_cues)


def read_segment(file: BinaryIO, start: int, end: int, told: Told) -> None:
    """Everything that stands beside the pictures; the clusters are stepped over."""
    for name, begin, until in elements(file, start, end, told):
        if name == SEEKS and until != UNKNOWN:
            read_seeks(file, begin, until, start, told)
        elif name == INFO and until != UNKNOWN:
            for inner, a, b in elements(file, begin, until, told):
                if inner == SCALE:
                    told.scale = whole(file, a, b)
                elif inner == LENGTH:
                    data = content(file, a, b)
                    told.length = unpack(">d" if len(data) == 8 else ">f", data)[0]
        elif name == TRACKS and until != UNKNOWN:
            told.has_tracks = True
            for inner, a, b in elements(file, begin, until, told):
                if inner == ENTRY:
                    read_entry(file, a, b, told)
        elif name == CUES and until != UNKNOWN:
            told.has_cues |= has_points(file, begin, until, told)
        elif name == CLUSTER:
            told.has_picture_data = True
    if told.cues_at and not told.has_cues and told.cues_at < end:
        found = next(elements(file, told.cues_at, end, told), None)
        told.has_cues = found is not None and found[0] == CUES and found[2] != UNKNOWN and has_points(file, found[1], found[2], told)


def has_points(file: BinaryIO, begin: int, end: int, told: Told) -> bool:
    return any(name == POINT for name, _a, _b in elements(file, begin, end, told))


def read_seeks(file: BinaryIO, start: int, end: int, segment: int, told: Told) -> None:
    """Where the index lies, as the head of the file tells it."""
    for name, begin, until in elements(file, start, end, told):
        if name != SEEK or until == UNKNOWN:
            continue
        found = {inner: whole(file, a, b) for inner, a, b in elements(file, begin, until, told) if inner in (SEEK_ID, SEEK_AT)}
        if found.get(SEEK_ID) == CUES:
            told.cues_at = segment + found.get(SEEK_AT, 0)


def read_entry(file: BinaryIO, start: int, end: int, told: Told) -> None:
    """One track: the first of picture and the first of sound count."""
    kind, codec, width, height = 0, "", 0, 0
    for name, begin, until in elements(file, start, end, told):
        if name == KIND:
            kind = whole(file, begin, until)
        elif name == CODEC:
            codec = content(file, begin, until).decode("ascii", "replace").strip("\0")[:40]
        elif name == VIDEO:
            for inner, a, b in elements(file, begin, until, told):
                if inner == WIDE:
                    width = whole(file, a, b)
                elif inner == HIGH:
                    height = whole(file, a, b)
    if kind == 1 and not told.picture:
        told.picture, told.width, told.height = codec, width, height
    elif kind == 2 and not told.sound:
        told.sound = codec
