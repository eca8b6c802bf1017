"""Bringing tables of others in: mapping, preview, progress, refused rows.

A room says what a row means by registering an `Importer`; everything else — reading the file, guessing the mapping,
running in the background, going on after a crash, showing what was refused and why — is here, once.
"""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.foundation.imports.cells import day_of
    from shouhou.foundation.imports.importer import Field, Importer, importers, register
    from shouhou.foundation.imports.running import prepare, run_now, start

__all__ = ["Field", "Importer", "day_of", "importers", "prepare", "register", "run_now", "start"]
__getattr__ = facade(__name__, {"Field": "importer", "Importer": "importer", "day_of": "cells", "importers": "importer", "register": "importer",
                                "prepare": "running", "run_now": "running", "start": "running"})
