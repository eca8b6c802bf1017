"""Small films for the demo company and for tests: WebM files with an index, made of frames that somebody else has coded.

Run as a program it paints the films of the demo company, so that what painting takes goes away with it:

    python -P filming.py FOLDER

writes FOLDER/0.webm, 1.webm, … of SLIDES, and the poster of each as 0.png, 1.png, …. Pillow codes each picture as WebP, which is one key frame of VP8.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

WIDE, HIGH = 640, 360
EVERY = 1500
"""Milliseconds that one picture stands."""
INK, PAPER = "#1d2733", "#f5f7fa"
SLIDES = (("#2f6fde", 5), ("#0f8a6c", 4), ("#b26a1b", 4))
"""Colour and number of steps of each film."""


def element(number: int, *parts: bytes) -> bytes:
    """An EBML element with a length of eight bytes."""
    content = b"".join(parts)
    return number.to_bytes((number.bit_length() + 7) // 8, "big") + struct.pack(">Q", len(content) | 1 << 56) + content


def whole(number: int, value: int) -> bytes:
    return element(number, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def webm(frames: Sequence[tuple[int, bytes, bool]], *, length: int, width: int = WIDE, height: int = HIGH, codec: str = "V_VP8", is_indexed: bool = True) -> bytes:
    """A film of `length` milliseconds: frames are (milliseconds, bytes, whether it is a key frame), the first a key frame. A new cluster
    begins with each key frame; without `is_indexed` neither length nor index are told, as of a live recording."""
    head = element(0x1A45DFA3, whole(0x4286, 1), whole(0x42F7, 1), whole(0x42F2, 4), whole(0x42F3, 8), element(0x4282, b"webm"), whole(0x4287, 4), whole(0x4285, 2))
    info = element(0x1549A966, whole(0x2AD7B1, 1_000_000), element(0x4489, struct.pack(">d", length)) if is_indexed else b"",
                   element(0x4D80, b"shouhou"), element(0x5741, b"shouhou"))
    track = element(0xAE, whole(0xD7, 1), whole(0x73C5, 1), whole(0x9C, 0), element(0x86, codec.encode()), whole(0x83, 1),
                    element(0xE0, whole(0xB0, width), whole(0xBA, height)))
    tracks = element(0x1654AE6B, track)

    def seek(at: int) -> bytes:
        return element(0x114D9B74, element(0x4DBB, element(0x53AB, b"\x1c\x53\xbb\x6b"), element(0x53AC, struct.pack(">Q", at))))

    groups: list[list[tuple[int, bytes, bool]]] = []
    for frame in frames:
        if frame[2]:
            groups.append([])
        groups[-1].append(frame)
    at = len(seek(0)) + len(info) + len(tracks)
    clusters, points = [], []
    for group in groups:
        begin = group[0][0]
        blocks = [element(0xA3, struct.pack(">BhB", 0x81, when - begin, 0x80 if is_key else 0), data) for when, data, is_key in group]
        cluster = element(0x1F43B675, whole(0xE7, begin), *blocks)
        points.append(element(0xBB, whole(0xB3, begin), element(0xB7, whole(0xF7, 1), whole(0xF1, at))))
        clusters.append(cluster)
        at += len(cluster)
    index = element(0x1C53BB6B, *points) if is_indexed else b""
    return head + element(0x18538067, seek(at) if is_indexed else b"", info, tracks, *clusters, index)


def coded(picture: Any) -> bytes:
    """A picture as one key frame of VP8."""
    out = BytesIO()
    picture.convert("RGB").save(out, "WEBP", quality=60, method=0)
    data = out.getvalue()
    at = data.index(b"VP8 ")
    size = struct.unpack_from("<I", data, at + 4)[0]
    return data[at + 8 : at + 8 + size]


def pictures(colour: str, steps: int) -> list[Any]:
    """The pictures of a window in which one step after the other is taken."""
    from PIL import Image, ImageDraw

    found = []
    each = 8
    for number in range(steps * each):
        step, part = divmod(number, each)
        picture = Image.new("RGB", (WIDE, HIGH), PAPER)
        pen = ImageDraw.Draw(picture)
        pen.rectangle((0, 0, WIDE, 44), fill=colour)
        for place in range(steps):
            pen.rounded_rectangle((24, 70 + 46 * place, 174, 104 + 46 * place), 8, fill=colour if place == step else "#dfe5ec")
            pen.ellipse((32, 79 + 46 * place, 48, 95 + 46 * place), fill="white" if place == step else "#b9c3cf")
        pen.rounded_rectangle((200, 70, WIDE - 24, HIGH - 56), 10, fill="white", outline="#d3dbe4")
        for line in range(min(part + 1, 5)):
            pen.rounded_rectangle((224, 96 + 34 * line, 224 + 330 - 45 * ((line + step) % 4), 112 + 34 * line), 6, fill="#e3e9f0" if line < part else colour)
        pen.text((24, 14), f"{step + 1} / {steps}", fill="white", font_size=18)
        pen.rectangle((0, HIGH - 8, WIDE * (number + 1) // (steps * each), HIGH), fill=colour)
        found.append(picture)
    return found


def everything(folder: Path) -> None:
    for number, (colour, steps) in enumerate(SLIDES):
        shown = pictures(colour, steps)
        (folder / f"{number}.webm").write_bytes(webm([(at * EVERY, coded(one), True) for at, one in enumerate(shown)], length=len(shown) * EVERY))
        shown[5].save(folder / f"{number}.png")


if __name__ == "__main__":
    everything(Path(sys.argv[1]))
