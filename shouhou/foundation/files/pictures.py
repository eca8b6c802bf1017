"""Pictures: bounded before they are decoded, shown without what the camera wrote into them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from shouhou.foundation.access import Refused
from shouhou.foundation.files import blobs

MOST_PIXELS = 40_000_000
SMALL = 480
"""Edge of a small picture, in pixels."""


def library() -> Any:
    """Pillow, loaded with the first picture: it costs memory that many processes never need."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    return Image


def check(upload: UploadedFile) -> None:
    """Refuse a picture that cannot be read or has more than 40 million pixels; nothing is decoded yet."""
    image = library()
    try:
        with image.open(upload.file) as picture:
            width, height = picture.size
    except Exception as bad:
        raise Refused(file=f"图片“{upload.name}”已损坏，打不开。") from bad
    finally:
        upload.seek(0)
    if width * height > MOST_PIXELS:
        raise Refused(file=f"图片太大（{width}×{height}），请缩小到 4000 万像素以内。")


def shown(digest: str, *, small: bool) -> tuple[Path, str] | None:
    """The picture of this hash for showing: re-encoded without EXIF, made on first use. (path, mime); None when it cannot be decoded."""
    original = blobs.path_of(digest)
    for mime, ending in (("image/webp", ".small.webp"),) if small else (("image/png", ".show.png"), ("image/jpeg", ".show.jpg"), ("image/gif", ".show.gif")):
        place = original.with_name(digest + ending)
        if place.exists():
            return place, mime
    try:
        return make(original, digest, small=small)
    except Exception:
        return None


def make(original: Path, digest: str, *, small: bool) -> tuple[Path, str]:
    """Decode and write anew."""
    image = library()
    from PIL import ImageOps

    with image.open(original) as raw:
        if not small and raw.format == "GIF" and getattr(raw, "is_animated", False) and raw.n_frames <= 200:
            return save(original, digest + ".show.gif", lambda out: raw.save(out, "GIF", save_all=True), "image/gif")
        picture = ImageOps.exif_transpose(raw)
        picture = picture.convert("RGBA" if picture.mode in ("P", "LA", "PA", "RGBA") else "RGB")
        if small:
            picture.thumbnail((SMALL, SMALL))
            return save(original, digest + ".small.webp", lambda out: picture.save(out, "WEBP", quality=80), "image/webp")
        if raw.format == "JPEG":
            return save(original, digest + ".show.jpg", lambda out: picture.convert("RGB").save(out, "JPEG", quality=88), "image/jpeg")
        return save(original, digest + ".show.png", lambda out: picture.save(out, "PNG"), "image/png")


def save(original: Path, name: str, write: Any, mime: str) -> tuple[Path, str]:
    place = original.with_name(name)
    temporary = place.with_name(f".{name}.{os.getpid()}")
    with temporary.open("wb") as out:
        write(out)
    os.replace(temporary, place)
    return place, mime
