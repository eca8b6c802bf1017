"""Where the built browser assets are. Names carry a hash of the content, so browsers may keep them for ever."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static

DIST = Path(__file__).parent / "static" / "ui" / "dist"


@lru_cache(maxsize=1)
def manifest() -> dict[str, str]:
    """Source name → built name. Empty where nothing has been built (tests of rules need no browser assets)."""
    path = DIST / "manifest.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


@lru_cache(maxsize=64)
def address(name: str) -> str:
    """The address of a built file by its source name: `base.js`, `style.css`, `icons.svg`."""
    return static("ui/dist/" + manifest().get(name, name))
