"""How the first person gets in."""

from __future__ import annotations

from shouhou.faces.setup import token


def link() -> str:
    """The path of the set-up with a new one-time token, for the console."""
    return f"/setup/?token={token.new()}"
