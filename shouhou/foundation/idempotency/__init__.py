"""One request, one effect: a form key or an `Idempotency-Key` header gives the same answer when it comes again."""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.foundation.idempotency.answering import Different, once

__all__ = ["Different", "once"]
__getattr__ = facade(__name__, {"Different": "answering", "once": "answering"})
