"""The one-time token that opens the set-up: printed on the console of the machine, good for 30 minutes, kept as a hash."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from time import time
from typing import Any

from django.conf import settings

VALID = 30 * 60
"""Seconds in which the token must be entered."""


def new() -> str:
    """Make the token, replacing an older one, and switch the wizard on. Its file is readable by its owner only."""
    token = secrets.token_urlsafe(24)
    _write({"digest": _digest(token), "until": time() + VALID, "used": False})
    return token


def is_on() -> bool:
    """Whether the wizard was switched on and not finished."""
    return bool(_read())


def redeem(token: str) -> str:
    """What to keep in the session of the browser that entered the right token in time; "" for any other. Works once."""
    kept = _read()
    if not kept or kept["used"] or time() > kept["until"] or not 20 <= len(token) <= 64:
        return ""
    if not compare_digest(_digest(token), str(kept["digest"])):
        return ""
    _write({**kept, "used": True})
    return str(kept["digest"])


def fits(mark: object) -> bool:
    """Whether this mark in a session was given for the token that counts now."""
    kept = _read()
    return bool(kept) and isinstance(mark, str) and compare_digest(mark, str(kept["digest"]))


def finish() -> None:
    """The set-up is done: the wizard is off."""
    with suppress(FileNotFoundError):
        _path().unlink()


def _path() -> Path:
    return Path(settings.DATA_DIR) / "setup_token"


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _read() -> dict[str, Any]:
    try:
        found = json.loads(_path().read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) and {"digest", "until", "used"} <= found.keys() else {}


def _write(what: dict[str, Any]) -> None:
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(what, out)
    aside.replace(path)
