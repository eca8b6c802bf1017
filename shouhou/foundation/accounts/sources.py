"""Where a request comes from, as the socket says it."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def source_of(request: HttpRequest) -> str:
    """The address at the other end of the socket, as text; `unknown` where there is none (a Unix socket).

    `X-Forwarded-For` is believed only from a peer in the setting TRUSTED_PROXIES (networks such as `10.0.0.0/8`), and
    then only its last entry that is no such proxy itself: everything before it the client may have invented.
    """
    address = request.META.get("REMOTE_ADDR", "")
    trusted = getattr(settings, "TRUSTED_PROXIES", ())
    if trusted and _is_in(address, trusted):
        for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
            if not _is_address(hop.strip()):
                break
            address = hop.strip()
            if not _is_in(address, trusted):
                break
    return address if _is_address(address) else "unknown"


def household(source: str) -> str:
    """What one subscriber has: an IPv4 address itself, of IPv6 the /64."""
    return _network(source, 32, 64)


def neighbourhood(source: str) -> str:
    """The network around a source: /24 of IPv4, /48 of IPv6."""
    return _network(source, 24, 48)


def _network(source: str, four: int, six: int) -> str:
    if not _is_address(source):
        return source
    address = ip_address(source)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ip_network(f"{address}/{four if address.version == 4 else six}", strict=False))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(address: str, networks: tuple[str, ...] | list[str]) -> bool:
    return _is_address(address) and any(ip_address(address) in ip_network(n, strict=False) for n in networks)
