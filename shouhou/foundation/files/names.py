"""File names, made harmless: for people to read, never for us to open."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

RESERVED = re.compile(r"((con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])\s*(\..*)?|small)\Z", re.I)
"""Devices of Windows, and the word that stands for the small picture in our addresses."""
LONGEST = 200
"""Bytes of UTF-8."""


def cleaned(name: str) -> str:
    """Without folders, control and direction characters, reserved names, dots and spaces at either end; at most 200 bytes, the ending kept."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .\u3000")
    if RESERVED.match(name):
        name = "_" + name
    stem, dot, end = name.rpartition(".")
    if not dot or len(end) > 12:
        stem, end = name, ""
    while len((stem + "." + end).encode()) > LONGEST and stem:
        stem = stem[:-1]
    return (f"{stem}.{end}" if end else stem.rstrip(" .\u3000")) or "未命名"  # cutting may have laid such an end bare


def ending_of(name: str) -> str:
    """The ending in small letters without its dot; empty when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def disposition(name: str, *, inline: bool) -> str:
    """A Content-Disposition header (RFC 6266): plain name for old clients, UTF-8 for the others."""
    plain = re.sub(r'[^\w.-]', "_", name.encode("ascii", "replace").decode()) or "file"
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
