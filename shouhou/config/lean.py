"""What the server library brings and we do not need is not loaded: start and memory."""

from __future__ import annotations

import sys
from types import ModuleType


def spare_the_command_line() -> None:
    """Keep `import uvicorn` from loading its command line with click and its process supervisors: a twentieth of the start.

    Its package imports three names from `uvicorn.main`; nobody here uses them.
    """
    if "uvicorn" not in sys.modules:
        stand_in = ModuleType("uvicorn.main")
        stand_in.Server = stand_in.main = stand_in.run = None  # type: ignore[attr-defined]
        sys.modules["uvicorn.main"] = stand_in
