"""The record of what happened, sealed: a chain of digests that tells when a row was changed, added or taken away afterwards.

`seal` closes what is older than a few minutes, some thousand rows a link; `verify` computes every link again. What the law wants struck
from a sealed row goes through `strike`, which leaves word of it in the record itself.
"""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.foundation.sealing.closing import seal, strike
    from shouhou.foundation.sealing.looking import Verdict, latest, verify

__all__ = ["Verdict", "latest", "seal", "strike", "verify"]
__getattr__ = facade(__name__, {"seal": "closing", "strike": "closing", "Verdict": "looking", "latest": "looking", "verify": "looking"})
