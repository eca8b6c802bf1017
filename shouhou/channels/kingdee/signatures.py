"""Signing and checking. Pure functions; vectors in the tests.

Own links: HMAC-SHA256 over the fields, each with its length before it, so that no two lists of fields sign alike.
Kingdee's `ud`: hex of SHA1 or SHA256 over the ordinally sorted, joined [dbid, username, appid, secret, timestamp]
(Kingdee community, articles 210046078224603392 and 301650044602844928). It does not cover where the link leads, so nothing
of that is taken from it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from urllib.parse import unquote

STAMP = re.compile(r"[0-9]{10}\Z")
LONGEST = 4096
LONGEST_FIELD = 200


@dataclass(frozen=True, slots=True)
class Ticketed:
    """What an `ud` says."""

    dbid: str
    username: str
    appid: str
    signed: str
    timestamp: str


def is_plain(*fields: str) -> bool:
    """Whether these can be fields at all: not too long, no control characters, no halves of characters."""
    return all(len(f) <= LONGEST_FIELD and f.isprintable() and not any("\ud800" <= c <= "\udfff" for c in f) for f in fields)


def own_signature(secret: str, *fields: str) -> str:
    """URL-safe HMAC-SHA256 of length-prefixed fields."""
    message = b"".join(len(f.encode()).to_bytes(4, "big") + f.encode() for f in fields)
    return base64.urlsafe_b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode().rstrip("=")


def k3_signature(dbid: str, username: str, appid: str, secret: str, timestamp: str, *, algorithm: str) -> str:
    """Kingdee's signeddata, in small hex."""
    joined = "".join(sorted([dbid, username, appid, secret, timestamp]))
    return hashlib.new(algorithm, joined.encode()).hexdigest()


def same(given: str, wanted: str) -> bool:
    """Compared in constant time; empty is never right."""
    return bool(wanted) and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def read_ud(ud: str) -> Ticketed | None:
    """An `ud` of version 1 (`|dbid|username|appid|signeddata|timestamp|lcid`) or 2 to 4 (Base64 of JSON); None when it is neither."""
    if not 0 < len(ud) <= LONGEST:
        return None
    if ud.startswith(("|", "%7C")):
        fields = unquote(ud).split("|")[1:6]
    else:
        try:
            said = json.loads(base64.b64decode(ud.replace(" ", "+").replace("-", "+").replace("_", "/") + "=" * (-len(ud) % 4), validate=True))
            given = [said["dbid"], said["username"], said["appid"], said["signeddata"], said["timestamp"]]
            fields = [str(f) for f in given if isinstance(f, str) or type(f) is int]
        except (binascii.Error, ValueError, KeyError, TypeError, RecursionError):
            return None
    return Ticketed(*fields) if len(fields) == 5 and is_plain(*fields) else None


def is_fresh(timestamp: str, now: float, skew: int) -> bool:
    """Whether Unix seconds, written as ten digits, lie within `skew` of now."""
    return bool(STAMP.match(timestamp)) and abs(int(timestamp) - now) <= skew
