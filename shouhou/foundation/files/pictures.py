"""Pictures: bounded before they are decoded, shown without what the camera wrote into them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from secrets import token_hex
from threading import BoundedSemaphore
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.foundation.access import Refused
from shouhou.foundation.files import blobs, names

MOST_PIXELS = 40_000_000
MEMORY, SECONDS = 1 << 30, 20
"""What painting one picture may take; it runs in a process of its own, so that the memory goes back and a hostile picture ends only that."""
PAINTER = Path(__file__).with_name("painting.py")
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
UNREADABLE = ".unreadable"
TOO_LARGE = word("图片太大，请缩小到 %(most)d 万像素以内。")
_at_once = BoundedSemaphore(2)


def library() -> Any:
    """Pillow, loaded with the first picture: it costs memory that many processes never need."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    return Image


def check(upload: UploadedFile) -> None:
    """Refuse a picture that cannot be read or has more than 40 million pixels; nothing is decoded yet."""
    image = library()
    try:
        with image.open(upload.file, formats=tuple(FORMATS)) as picture:
            width, height = picture.size
    except image.DecompressionBombError as bad:
        raise Refused(file=_(TOO_LARGE) % {"most": MOST_PIXELS // 10000}) from bad
    except Exception as bad:
        raise Refused(file=_("图片“%(name)s”已损坏，打不开。") % {"name": names.cleaned(str(upload.name or ""))}) from bad
    finally:
        upload.seek(0)
    if width * height > MOST_PIXELS:
        raise Refused(file=_(TOO_LARGE) % {"most": MOST_PIXELS // 10000})


def shown(digest: str, *, small: bool) -> tuple[Path, str] | None:
    """The picture of this hash for showing: re-encoded, made on first use. (path, mime); None when it cannot be decoded."""
    original = blobs.path_of(digest)
    name = f"{digest}.{'small' if small else 'show'}"
    for form, mime in FORMATS.items():
        if (place := original.with_name(f"{name}.{form.lower()}")).exists():
            return place, mime
    mark = original.with_name(name + UNREADABLE)
    if mark.exists():
        return None
    half = original.with_name(f".{name}.{token_hex(4)}")
    try:
        with _at_once:
            form = paint(original, half, small=small)
        if form not in FORMATS:
            mark.touch()
            return None
        place = original.with_name(f"{name}.{form.lower()}")
        half.replace(place)
    finally:
        half.unlink(missing_ok=True)
    return place, FORMATS[form]


def paint(source: Path, target: Path, *, small: bool) -> str:
    """Let the painter write `target`; answers its format, empty when the picture cannot be decoded within the bounds."""
    try:
        done = subprocess.run([sys.executable, "-P", str(PAINTER), str(source), str(target), "small" if small else "show", str(MEMORY)],
                              capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
