"""Whose platform this is: the vendor's name, logo and colour on every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shouhou.foundation.ui import colours


@dataclass(frozen=True)
class Brand:
    """What pages show of the vendor. Addresses are paths or absolute URLs, `colour` is `#rrggbb`."""

    name: str = "售后云"
    short_name: str = ""
    product_name: str = ""
    logo_url: str = ""
    colour: str = colours.DEFAULT
    phone: str = ""
    email: str = ""
    address: str = ""
    website: str = ""
    wechat_qr_url: str = ""
    terms_url: str = ""

    @property
    def short(self) -> str:
        """The name where there is little room."""
        return self.short_name or self.name

    @property
    def initial(self) -> str:
        """The character shown where there is no logo."""
        return self.short[:1]

    @property
    def tokens(self) -> str:
        """The CSS custom properties of the colour."""
        return colours.tokens(self.colour)


_provider: Callable[[], Brand] | None = None


def provider(function: Callable[[], Brand]) -> Callable[[], Brand]:
    """Name who knows the vendor. `function` is asked at most once a page; it keeps its answer itself if it is dear."""
    global _provider
    _provider = function
    return function


def current() -> Brand:
    """The vendor's brand, or the product's own where nobody has said."""
    return _provider() if _provider else Brand()
