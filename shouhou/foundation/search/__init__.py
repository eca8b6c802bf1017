"""Full-text index that understands Chinese: index, find, highlight.

A document belongs to an object by (kind, id). Chinese is cut into overlapping pairs of characters, so any two or more
characters are found exactly as they stand; Latin words and numbers are found whole or by their beginning.
"""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.foundation.search.finding import matching
    from shouhou.foundation.search.highlighting import highlight
    from shouhou.foundation.search.kinds import declare
    from shouhou.foundation.search.newest import newest_ids
    from shouhou.foundation.search.rebuilding import rebuild, source
    from shouhou.foundation.search.writing import forget, index, index_many

__all__ = ["declare", "forget", "highlight", "index", "index_many", "matching", "newest_ids", "rebuild", "source"]
__getattr__ = facade(__name__, {"declare": "kinds", "forget": "writing", "highlight": "highlighting", "index": "writing",
                                "index_many": "writing", "matching": "finding", "newest_ids": "newest", "rebuild": "rebuilding", "source": "rebuilding"})
