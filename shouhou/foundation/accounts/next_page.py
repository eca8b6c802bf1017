"""Where to go after signing in: only a page of this site."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2000


def local_path(address: str) -> str:
    """`address` when it is the path of a page here (with its query), else "".

    `//evil`, `/\\evil`, `https:evil`, control characters, and paths that no route answers are not.
    """
    if not address.startswith("/") or len(address) > LONGEST or "\\" in address or not address.isprintable():
        return ""
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return ""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or parts.path.startswith(("//", "/login", "/logout", "/password", "/me/proof")):
        return ""
    try:
        resolve(parts.path)
    except Resolver404:
        return ""
    return address
