"""Full-text index that understands Chinese: index, find, highlight.

A document belongs to an object by (kind, id). Chinese is cut into overlapping pairs of characters, so any two or more
characters are found exactly as they stand; Latin words and numbers are found whole or by their beginning.

Where the best should come first, and a question in whole sentences should find an answer, documents are ranked (`rank`, `ranked`).
"""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.foundation.search.finding import matching
    from shouhou.foundation.search.highlighting import highlight
    from shouhou.foundation.search.kinds import declare
    from shouhou.foundation.search.newest import newest_ids
    from shouhou.foundation.search.opensearch import state
    from shouhou.foundation.search.ranked_writing import rank, rank_many, unrank
    from shouhou.foundation.search.ranking import Hit, Results, ranked
    from shouhou.foundation.search.rebuilding import ranked_source, rebuild, source
    from shouhou.foundation.search.segments import sort_in
    from shouhou.foundation.search.writing import forget, index, index_many

__all__ = ["Hit", "Results", "declare", "forget", "highlight", "index", "index_many", "matching", "newest_ids", "rank", "rank_many", "ranked",
           "ranked_source", "rebuild", "sort_in", "source", "state",
           "unrank"]
__getattr__ = facade(__name__, {"Hit": "ranking", "Results": "ranking", "declare": "kinds", "forget": "writing", "highlight": "highlighting",
                                "index": "writing", "index_many": "writing", "matching": "finding", "newest_ids": "newest",
                                "rank": "ranked_writing", "rank_many": "ranked_writing", "ranked": "ranking", "ranked_source": "rebuilding",
                                "rebuild": "rebuilding", "sort_in": "segments", "source": "rebuilding", "state": "opensearch",
                                "unrank": "ranked_writing"})
