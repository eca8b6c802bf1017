"""WebVTT captions (W3C): checked when they come in, shown beside the film, their words searched."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

LARGEST, MOST_WORDS = 2 << 20, 200_000
TIMES = re.compile(r"^(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}", re.A)
MARKS = re.compile(r"<[^<>]{0,200}>")


def words_of(path: Path) -> str | None:
    """What is said in a file of captions, a line each; None when it is no WebVTT file in UTF-8 or has no cue."""
    if path.stat().st_size > LARGEST:
        return None
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]) or "\0" in text:
        return None
    said, is_cue, has_cues = [], False, False
    for line in lines[1:]:
        if not line.strip():
            is_cue = False
        elif TIMES.match(line):
            is_cue = has_cues = True
        elif is_cue:
            said.append("".join(c for c in unescape(MARKS.sub("", line)) if c.isprintable()).strip())
    return "\n".join(filter(None, said))[:MOST_WORDS] if has_cues else None
