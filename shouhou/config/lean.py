"""What the server library brings and we do not need is not loaded: start and memory."""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from types import ModuleType


def spare_the_command_line() -> None:
    """Keep `import uvicorn` from loading its command line with click and its process supervisors: a twentieth of the start.

    Its package imports three names from `uvicorn.main`; nobody here uses them.
    """
    if "uvicorn" not in sys.modules:
        stand_in = ModuleType("uvicorn.main")
        stand_in.Server = stand_in.main = stand_in.run = None  # type: ignore[attr-defined]
        sys.modules["uvicorn.main"] = stand_in


def load_later(*names: str) -> None:
    """Let `import name` give a module that is loaded when something of it is first asked for.

    For libraries that others import at once and use hardly ever, such as the SQL parser behind Django's introspection.
    """
    for name in names:
        spec = None if name in sys.modules else find_spec(name)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
            sys.modules[name] = module_from_spec(spec)
            spec.loader.exec_module(sys.modules[name])
