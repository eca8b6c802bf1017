"""An address that says something the list does not know."""

from __future__ import annotations

from shouhou.foundation.access import Refused


class Unreadable(Refused):
    """Answered with `status`, 400 unless said otherwise, and the sentence."""

    def __init__(self, message: str = "", *, status: int = 400, **fields: str) -> None:
        super().__init__(message, **fields)
        self.status = status
