"""What the grid itself keeps."""

from shouhou.foundation.grid.models.index import WildcardIndex

__all__ = ["WildcardIndex"]
