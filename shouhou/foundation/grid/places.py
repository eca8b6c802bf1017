"""The addresses of a list on its page: what is asked of it, and what the page itself keeps in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from shouhou.foundation.grid.asking import Asking
from shouhou.foundation.grid.declaring import Grid


@dataclass(frozen=True)
class Place:
    """One asking on one page. `keep` are the page's own names of the address (a tab), which every link carries along."""

    asking: Asking
    keep: Mapping[str, str] = field(default_factory=dict)

    @property
    def grid(self) -> Grid:
        return self.asking.grid

    def to(self, **changes: Any) -> str:
        """`?…` with changes as `Asking.change` takes them. Never empty: an empty address means the layout last kept."""
        found = self.asking.address(**changes)
        if found == "?":
            found = "?" + urlencode({"sort": ",".join(self.grid.sort)}, safe=",")
        return f"{found}&{urlencode(self.keep)}" if self.keep else found

    def fields(self, *but: str) -> list[tuple[str, str]]:
        """The same as hidden fields of a form that changes what is named in `but`; the place in the result is left."""
        return [(name, value) for name, value in parse_qsl(self.to(after="", before="", path=(), opened=())[1:], keep_blank_values=True)
                if name not in but]
