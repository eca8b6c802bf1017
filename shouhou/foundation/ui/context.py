"""What every page knows: brand, menu, theme. Nothing is fetched before a template asks for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shouhou.foundation.ui import brand, menus

THEMES = ("auto", "light", "dark")


def theme(request: HttpRequest) -> str:
    """`light`, `dark` or `auto`: this device's choice (cookie), else the person's, else as the system has it."""
    chosen = request.COOKIES.get("theme", "")
    if chosen not in THEMES and hasattr(request, "user"):
        chosen = getattr(request.user, "theme", "")
    return chosen if chosen in THEMES else "auto"


def audience(request: HttpRequest) -> str:
    """`workbench` or `portal`: by address, and on pages for both by what the reader may open."""
    if request.path.startswith("/workbench/"):
        return "workbench"
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return "portal"
    return "workbench" if any(href for place, href in menus.visible("workbench", user) if place.capability) else "portal"


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor; templates call what is callable. `layout` is the template that pages for both audiences extend;
    `is_part` says that a script asked for the page and will use a part of it.
    """
    return {
        "brand": SimpleLazyObject(brand.current),
        "menu": SimpleLazyObject(lambda: menus.tree(audience(request), request)),
        "theme": lambda: theme(request),
        "layout": lambda: f"ui/{audience(request)}.html",
        "languages": settings.LANGUAGES,
        "is_part": "HTTP_HX_REQUEST" in request.META,
        "is_menu_small": request.COOKIES.get("menu") == "small",
    }
