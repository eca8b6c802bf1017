"""Short messages to the reader: after a redirect, and on an answer to a page that stays open."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponseBase

KEY = "_says"
TONES = ("green", "blue", "amber", "red")


def say(request: HttpRequest, text: str, tone: str = "green") -> None:
    """Show `text` on the next page this person opens. Tones: green done, blue to know, amber attention, red failed."""
    said = request.session.get(KEY, [])
    request.session[KEY] = [*said, [text, tone if tone in TONES else "blue"]][-5:]


def take(request: HttpRequest) -> list[list[str]]:
    """What has been said and not yet shown, as [text, tone]; each is given once."""
    session = getattr(request, "session", None)
    if session is None or not session.session_key or KEY not in session:
        return []
    return list(session.pop(KEY))


def toast(response: HttpResponseBase, text: str, tone: str = "green") -> HttpResponseBase:
    """Show `text` at once with an answer to htmx; gives the response back."""
    known = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps({**known, "toast": {"text": text, "tone": tone}})
    return response
