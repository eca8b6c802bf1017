"""The parts of all products that can be chosen, kept for a few seconds: the question form asks for them each time."""

from __future__ import annotations

from shouhou.foundation.kept import Kept
from shouhou.registry.products.models import Module, Version

modules: Kept[list[Module]] = Kept(lambda: list(Module.objects.filter(is_active=True)))
versions: Kept[list[Version]] = Kept(lambda: list(Version.objects.filter(is_active=True)))
