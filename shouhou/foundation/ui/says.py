"""Short messages to the reader: after a redirect, and on an answer to a page that stays open."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponseBase

from shouhou.foundation.ui import notes

KEY = "says"
TONES = ("green", "blue", "amber", "red")


def say(request: HttpRequest, text: str, tone: str = "green") -> None:
    """Show `text` on the next page this person opens. Tones: green done, blue to know, amber attention, red failed."""
    said = notes.pick_up(request, KEY, [])
    notes.leave(request, KEY, [*said, [text, tone if tone in TONES else "blue"]][-5:])


def take(request: HttpRequest) -> list[list[str]]:
    """What has been said and not yet shown, as [text, tone]; each is given once."""
    return list(notes.pick_up(request, KEY, []))


def toast(response: HttpResponseBase, text: str, tone: str = "green") -> HttpResponseBase:
    """Show `text` at once with an answer to htmx; gives the response back."""
    known = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps({**known, "toast": {"text": text, "tone": tone}})
    return response
