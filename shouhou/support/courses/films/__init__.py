"""What is inside a film: its container, its codecs, its size and length, and whether a browser can play it and jump about in it.

Nothing is decoded and little is read: boxes and elements are stepped over by their stated length, each count and length is bounded, and
the picture and sound themselves are never loaded.
"""

from __future__ import annotations

from pathlib import Path

from shouhou.support.courses.films import mp4, webm
from shouhou.support.courses.films.film import BROKEN, Film, Unreadable

__all__ = ["BROKEN", "Film", "Unreadable", "look"]


def look(path: Path) -> Film:
    """Read what a file says of itself. Raises `Unreadable` with a sentence when it is no film, is cut short or lies about its lengths."""
    with path.open("rb") as file:
        head = file.read(12)
        size = path.stat().st_size
        if head[4:8] == b"ftyp":
            return mp4.look(file, size)
        if head[:4] == webm.MARK:
            return webm.look(file, size)
        if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
            return Film("avi", "", "", 0.0, 0, 0, is_indexed=False)
    raise Unreadable(BROKEN)
