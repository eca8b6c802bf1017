"""From an uploaded film to one that browsers play, and to its poster, by ffmpeg where it is installed."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings
from django.utils.translation import gettext_noop as word

from shouhou.foundation.files import blobs, names
from shouhou.support.courses.films import Film, Unreadable, look
from shouhou.support.documents.bounded import Bounds, Overrun, run
from shouhou.support.documents.rendering import own_folder

READERS = {"mp4": "mov", "m4v": "mov", "mov": "mov", "3gp": "mov", "mkv": "matroska", "webm": "matroska", "avi": "avi"}
"""Ending → the reader of ffmpeg for it. It is named, so that no file talks ffmpeg into another one, such as a playlist of other files."""
CONVERTING = Bounds(memory=4 << 30, seconds=2 * 3600, largest=4 << 30)
PAINTING = Bounds(memory=2 << 30, seconds=60, largest=16 << 20)
_at_once = BoundedSemaphore(1)
LATE, FAILED = word("转换用时太长，已停止。请上传 MP4（H.264）或 WebM（VP9）视频。"), word("这个视频无法转换。请上传 MP4（H.264）或 WebM（VP9）视频。")


def converter() -> str:
    """The program ffmpeg; empty when there is none."""
    given = settings.ENV.ffmpeg
    if given == "off":
        return ""
    return shutil.which(given or "ffmpeg") or ""


def converted(source: Path, name: str, film: Film, largest: int) -> tuple[str, int, str]:
    """A film that browsers play, made of this one and kept: (hash, size, ""), or ("", 0, why not). What only lacks an index is copied anew."""
    reader, program = READERS.get(names.ending_of(name), ""), converter()
    if not program or not reader:
        return "", 0, FAILED
    kind = film.container if film.has_played_codecs else "mp4"
    how = ["-c", "copy"] if film.has_played_codecs else [
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p", "-vf", "scale=trunc(min(1920\\,iw)/2)*2:-2", "-c:a", "aac",
        "-b:a", "128k"]
    with _at_once, own_folder() as folder:
        given, made = folder / f"given.{names.ending_of(name)}", folder / f"made.{kind}"
        given.symlink_to(source)
        command = [program, *QUIET, "-f", reader, "-i", str(given), "-map", "0:v:0", "-map", "0:a:0?", "-map_metadata", "-1", "-threads", "2", *how,
                   *(["-movflags", "+faststart"] if kind == "mp4" else []), "-f", kind, str(made)]
        try:
            code = run(command, folder=folder, bounds=CONVERTING)
        except Overrun:
            return "", 0, LATE
        if code != 0 or made.is_symlink() or not made.is_file() or made.stat().st_size > largest or not plays(made):
            return "", 0, FAILED
        with made.open("rb") as file:
            digest, size, _place = blobs.keep(iter(lambda: file.read(1 << 18), b""), largest=largest)
    return digest, size, ""


QUIET = ("-nostdin", "-v", "error", "-protocol_whitelist", "file")


def plays(path: Path) -> bool:
    """Whether browsers play this and can jump in it."""
    try:
        return not look(path).why_not
    except Unreadable:
        return False


def painted(source: Path, film: Film) -> tuple[str, int]:
    """A picture out of the film for its poster, kept: (hash, size); ("", 0) where none could be made."""
    program = converter()
    if not program:
        return "", 0
    with _at_once, own_folder() as folder:
        made = folder / "poster.jpg"
        command = [program, *QUIET, "-ss", f"{min(film.seconds / 10, 60):.2f}", "-f", "matroska" if film.container == "webm" else "mov", "-i", str(source),
                   "-frames:v", "1", "-vf", "scale=640:-2", "-f", "image2", "-c:v", "mjpeg", str(made)]
        try:
            code = run(command, folder=folder, bounds=PAINTING)
        except Overrun:
            return "", 0
        if code != 0 or made.is_symlink() or not made.is_file() or made.read_bytes()[:3] != b"\xff\xd8\xff":
            return "", 0
        digest, size, _place = blobs.keep([made.read_bytes()], largest=PAINTING.largest)
    return digest, size
