"""What the grid itself keeps."""

from shouhou.foundation.grid.models.change import Change, ChangedRow
from shouhou.foundation.grid.models.export import Export
from shouhou.foundation.grid.models.index import WildcardIndex
from shouhou.foundation.grid.models.view import View

__all__ = ["Change", "ChangedRow", "Export", "View", "WildcardIndex"]
