"""Every address. Each room brings its own, by audience; nothing here knows a view by name.

portal.py → /…   workbench.py → /workbench/…   pages.py → /… (both audiences)   doors.py → /… (machines)
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from shouhou.config import health
from shouhou.config.rooms import ROOMS

AUDIENCES = (("pages", ""), ("doors", ""), ("portal", ""), ("workbench", "workbench/"))


def _compose() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for room in ROOMS:
        for audience, prefix in AUDIENCES:
            if find_spec(f"{room}.{audience}"):
                module = import_module(f"{room}.{audience}")
                if hasattr(module, "urlpatterns"):
                    found.append(path(prefix, include(module)))
    return found


urlpatterns = [*_compose(), *health.urlpatterns]
handler400 = "shouhou.foundation.ui.errors.bad_request"
handler403 = "shouhou.foundation.ui.errors.refused"
handler404 = "shouhou.foundation.ui.errors.not_found"
handler500 = "shouhou.config.away.broken"
