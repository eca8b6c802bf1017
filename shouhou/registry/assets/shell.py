"""In which frame a page stands that visitors open as well."""

from __future__ import annotations

from django.http import HttpRequest

from shouhou.foundation.ui.context import audience

PLAIN = "ui/plain.html"


def shell(request: HttpRequest) -> str:
    """The frame of whoever is signed in; the bare page for a visitor, who has no menu."""
    return f"ui/{audience(request)}.html" if request.user.is_authenticated else PLAIN
