"""Alibaba Cloud's signature V3 (ACS3-HMAC-SHA256), for interfaces of the RPC kind: everything in the query, nothing in the body.

Source: help.aliyun.com, 请求结构和签名机制 (V3).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"
EMPTY = sha256(b"").hexdigest()


def query_of(parameters: Mapping[str, str]) -> str:
    """The parameters in order, percent-encoded as RFC 3986 has it: a space is %20, `~` stays."""
    return "&".join(f"{quote(key, safe='~')}={quote(value, safe='~')}" for key, value in sorted(parameters.items()))


def signed(host: str, action: str, version: str, parameters: Mapping[str, str], *, key: str, secret: str, date: str, nonce: str) -> dict[str, str]:
    """The headers of a POST to `/`. `date` in UTC as 2026-11-23T08:00:00Z, `nonce` used once."""
    headers = {"host": host, "x-acs-action": action, "x-acs-content-sha256": EMPTY, "x-acs-date": date, "x-acs-signature-nonce": nonce,
               "x-acs-version": version}
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = "\n".join(("POST", "/", query_of(parameters), lines, names, EMPTY))
    digest = f"{ALGORITHM}\n{sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), digest.encode(), sha256).hexdigest()
    return headers | {"Authorization": f"{ALGORITHM} Credential={key},SignedHeaders={names},Signature={signature}"}
