"""One request, one effect: a form key or an `Idempotency-Key` header gives the same answer when it comes again."""

from shouhou.foundation.idempotency.once import Different, once

__all__ = ["Different", "once"]
