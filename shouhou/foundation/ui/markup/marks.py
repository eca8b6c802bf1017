"""Icons, states, people, file chips, progress."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote
from zlib import crc32

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shouhou.foundation.ui import assets, states

HUES = 8


@lru_cache(maxsize=512)
def icon(name: str, classes: str = "") -> SafeString:
    """A picture from the sprite; it says nothing to screen readers, so a word or an `aria-label` stands beside it."""
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', f"icon {classes}".strip(),
                       assets.address("icons.svg"), name)


@lru_cache(maxsize=2048)
def _state(tone: str, label: str) -> SafeString:
    return format_html('<span class="state state-{}">{}</span>', tone, label)


def state(code: object, label: object) -> SafeString:
    """A state: its word, on the ground of its meaning."""
    return _state(states.tone(code), str(label))


@lru_cache(maxsize=4096)
def _avatar(name: str, classes: str) -> SafeString:
    shown = name[-2:] if name and not name.isascii() else name[:2].upper()
    return format_html('<span class="avatar hue-{} {}" title="{}" aria-hidden="true">{}</span>', crc32(name.encode()) % HUES,
                       classes, name, shown or "?")


def avatar(user: Any, classes: str = "") -> SafeString:
    """A person as a small disc with the last characters of the name. `user` is a person or a name."""
    return _avatar(str(user or ""), classes)


def size(count: int | None) -> str:
    """A number of bytes as people say it: `512 B`, `18 KB`, `2.4 MB`."""
    number = float(count or 0)
    for unit in ("B", "KB", "MB"):
        if number < 1024:
            return f"{number:.0f} {unit}" if unit in {"B", "KB"} or number >= 100 else f"{number:.1f} {unit}"
        number /= 1024
    return f"{number:.1f} GB"


def _word(file: Any, key: str, otherwise: Any = "") -> Any:
    found = file.get(key, otherwise) if isinstance(file, dict) else getattr(file, key, otherwise)
    return found() if callable(found) else found


def files(found: Iterable[Any] | None) -> SafeString:
    """Attachments as chips: pictures as thumbnails that open large, others with name and size."""
    chips = []
    for file in found or ():
        name, token = str(_word(file, "name")), str(_word(file, "token"))
        url = _word(file, "url") or f"/files/{token}/{quote(name)}"
        is_image = _word(file, "is_image", None)
        if is_image is None:
            is_image = str(_word(file, "kind")).startswith("image")
        inner = format_html('<img src="/files/{}/small" alt="" loading="lazy" width="40" height="40">', token) if is_image else icon("file")
        chips.append((conditional_escape(url), mark_safe(" data-picture") if is_image else "", inner, name, size(_word(file, "size", 0))))
    if not chips:
        return SafeString("")
    return format_html('<ul class="files">{}</ul>', format_html_join(
        "", '<li><a class="file" href="{}"{}>{}<span class="file-name">{}</span><span class="file-size">{}</span></a></li>', chips))


def progress(done: int, total: int, label: str = "") -> SafeString:
    """How far something has come."""
    share = round(100 * done / total) if total else 0
    return format_html('<div class="progress-line"><progress max="100" value="{}" aria-label="{}"></progress>'
                       '<span class="num">{}</span></div>', share, label or _("进度"), f"{share}%")


def empty(text: str, button: str = "", url: str = "", picture: str = "inbox") -> SafeString:
    """An empty list: what it is for, and the button that fills it."""
    link = format_html('<p><a class="button primary" href="{}">{}</a></p>', url, button) if button and url else ""
    return format_html('<div class="empty">{}<p>{}</p>{}</div>', icon(picture), text, link)
