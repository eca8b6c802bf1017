"""The boxes of an MP4 file (ISO/IEC 14496-12), as far as needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import error, unpack_from
from typing import BinaryIO

from shouhou.support.courses.films.film import BROKEN, CUT, NO_PICTURE, Film, Unreadable

MOST_BOXES = 20_000
MOST_READ = 1 << 16
"""Bytes of one box that are ever read."""
PARENTS = frozenset([b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex"])


@dataclass(slots=True)
class Track:
    """One track as its boxes tell it."""

    handler: bytes = b""
    codec: str = ""
    width: int = 0
    height: int = 0
    profile: int = 0
    samples: int = 0


@dataclass(slots=True)
class Movie:
    """What the boxes told so far."""

    scale: int = 0
    length: int = 0
    fragment_length: int = 0
    has_picture_data: bool = False
    is_fragmented: bool = False
    has_fragment_index: bool = False
    boxes: int = 0


def boxes(file: BinaryIO, start: int, end: int, movie: Movie) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its content begins, where it ends) of the boxes between two places."""
    at = start
    while at + 8 <= end:
        movie.boxes += 1
        if movie.boxes > MOST_BOXES:
            raise Unreadable(BROKEN)
        file.seek(at)
        head = file.read(16)
        size, kind, begin = unpack_from(">I", head)[0], head[4:8], at + 8
        if size == 1:
            if len(head) < 16:
                raise Unreadable(CUT)
            size, begin = unpack_from(">Q", head, 8)[0], at + 16
        elif size == 0:
            size = end - at
        if size < begin - at:
            raise Unreadable(BROKEN)
        if at + size > end:
            raise Unreadable(CUT)
        yield kind, begin, at + size
        at += size


def content(file: BinaryIO, begin: int, end: int) -> bytes:
    file.seek(begin)
    return file.read(min(end - begin, MOST_READ))


def look(file: BinaryIO, size: int) -> Film:
    """The film of an MP4 file of so many bytes."""
    movie, tracks, has_movie = Movie(), [], False
    try:
        for kind, begin, end in boxes(file, 0, size, movie):
            if kind == b"moov" and not has_movie:
                has_movie, tracks = True, read_movie(file, begin, end, movie)
            elif kind in (b"mdat", b"moof"):
                movie.has_picture_data |= kind == b"mdat" and end > begin
                movie.is_fragmented |= kind == b"moof"
            elif kind in (b"sidx", b"mfra"):
                movie.has_fragment_index = True
        file.seek(8)
        brand = file.read(4)
    except (error, IndexError) as bad:
        raise Unreadable(BROKEN) from bad
    if not has_movie or not movie.has_picture_data:
        raise Unreadable(CUT)
    return told(movie, tracks, "mov" if brand == b"qt  " else "mp4")


def told(movie: Movie, tracks: list[Track], container: str) -> Film:
    """What the boxes amount to."""
    pictures = [one for one in tracks if one.handler == b"vide" and one.codec]
    sounds = [one for one in tracks if one.handler == b"soun" and one.codec]
    if not pictures:
        raise Unreadable(NO_PICTURE)
    shown = pictures[0]
    length = movie.length or movie.fragment_length
    seconds = length / movie.scale if movie.scale else 0.0
    is_indexed = movie.has_fragment_index or not movie.is_fragmented
    if not movie.is_fragmented and shown.samples == 0:
        raise Unreadable(CUT)
    return Film(container, shown.codec, sounds[0].codec if sounds else "", seconds, shown.width, shown.height, is_indexed, shown.profile)


def read_movie(file: BinaryIO, start: int, end: int, movie: Movie) -> list[Track]:
    """The tracks of a film's head."""
    tracks: list[Track] = []
    waiting = [(start, end, 0)]
    while waiting:
        begin, until, depth = waiting.pop()
        for kind, inside, after in boxes(file, begin, until, movie):
            if kind == b"trak":
                tracks.append(Track())
            if kind in PARENTS and depth < 8:
                if kind == b"trak":
                    read_track(file, inside, after, movie, tracks[-1])
                else:
                    waiting.append((inside, after, depth + 1))
            elif kind == b"mvhd":
                movie.scale, movie.length = length_of(content(file, inside, after))
            elif kind == b"mehd":
                data = content(file, inside, after)
                movie.fragment_length = unpack_from(">Q" if data[0] == 1 else ">I", data, 4)[0]
    return tracks


def length_of(data: bytes) -> tuple[int, int]:
    """(units a second, units) of a movie's head; an unknown length is 0."""
    scale, length = unpack_from(">IQ" if data[0] == 1 else ">II", data, 20 if data[0] == 1 else 12)
    return scale, 0 if length in (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF) else length


def read_track(file: BinaryIO, start: int, end: int, movie: Movie, track: Track) -> None:
    """Fill in what one track says."""
    waiting = [(start, end)]
    while waiting:
        for kind, inside, after in boxes(file, *waiting.pop(), movie):
            if kind in PARENTS and kind != b"trak":
                waiting.append((inside, after))
                continue
            if kind == b"hdlr" and not track.handler:  # QuickTime has a second one further in, of where the data lie
                track.handler = content(file, inside, after)[8:12]
            elif kind == b"tkhd":
                data = content(file, inside, after)
                wide, high = unpack_from(">II", data, 88 if data[0] == 1 else 76)
                track.width, track.height = wide >> 16, high >> 16
            elif kind == b"stsd":
                read_codec(content(file, inside, after), track)
            elif kind == b"stsz":
                track.samples = unpack_from(">I", content(file, inside, after), 8)[0]


def read_codec(data: bytes, track: Track) -> None:
    """The codec of a track by its first entry; for H.264 its profile too."""
    if unpack_from(">I", data, 4)[0] == 0:
        return
    track.codec = data[12:16].decode("ascii", "replace").strip("\0 ")[:4]
    if track.codec in ("avc1", "avc3") and (place := data.find(b"avcC")) > 0 and len(data) > place + 5:
        track.profile = data[place + 5]
