"""Run as a program, with bounds: decodes a picture and writes it anew, without anything the camera or a program wrote into it.

    python -P painting.py IN OUT small|show BYTES_OF_MEMORY

Prints the format it wrote. Any other end than 0 means that the picture cannot be decoded within the bounds.
"""

from __future__ import annotations

import resource
import sys
from typing import Any

SMALL, LARGE = 480, 2560
"""Longest edges of the small picture and of the one shown in place, in pixels. The original can always be saved."""
MOST_PIXELS = 40_000_000
MOST_FRAMES = 200
READ = ("PNG", "JPEG", "GIF", "WEBP")


def frames(picture: Any) -> int:
    """How many frames a GIF has; 0 when they are too many to show moving."""
    most = min(MOST_FRAMES, MOST_PIXELS // max(1, picture.width * picture.height))
    count = 1
    try:
        while count <= most:
            picture.seek(count)
            count += 1
    except EOFError:
        picture.seek(0)
        return count
    return 0


def still(image: Any, raw: Any, edge: int) -> Any:
    """One frame, upright, at most `edge` pixels long, with nothing but its colours."""
    from PIL import ImageOps

    if raw.format in ("JPEG", "MPO"):
        raw.draft("RGB", (edge, edge))
    raw.seek(0)
    if raw.mode not in ("RGB", "RGBA"):
        raw = raw.convert("RGBA" if raw.has_transparency_data else "RGB")
    raw.thumbnail((edge, edge), image.Resampling.BICUBIC)
    picture = ImageOps.exif_transpose(raw)
    picture.info = {}
    return picture


def paint(source: str, target: str, *, small: bool) -> str:
    """Decode `source`, write `target`; answers the format."""
    from PIL import Image, ImageFile

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # what arrived of a picture is better than nothing of it
    with Image.open(source, formats=READ) as raw:
        form = raw.format
        if form == "GIF" and not small and getattr(raw, "is_animated", False) and frames(raw):
            raw.info.pop("comment", None)
            raw.save(target, "GIF", save_all=True, comment=b"")
            return "GIF"
        picture = still(Image, raw, SMALL if small else LARGE)
        if small or form == "WEBP":
            picture.save(target, "WEBP", quality=80 if small else 90)
            return "WEBP"
        if form in ("JPEG", "MPO"):
            picture.convert("RGB").save(target, "JPEG", quality=88)
            return "JPEG"
        picture.save(target, "PNG")
        return "PNG"


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[4]), int(sys.argv[4])))
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
    print(paint(sys.argv[1], sys.argv[2], small=sys.argv[3] == "small"))
