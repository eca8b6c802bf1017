"""Every list: declared columns, sorting, grouping, wildcards, conditions, pages by keyset.

A room declares its list in `grid.py` and registers it. What a person asks of it stands in the address (`Asking`); rows come from
`page`, groups with count and sums from `groups`, everything in pieces from `every`.
"""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.foundation.grid.addresses import take_old_names
    from shouhou.foundation.grid.asking import Asking
    from shouhou.foundation.grid.building import rebuild
    from shouhou.foundation.grid.conditions import Condition
    from shouhou.foundation.grid.declaring import Column, Edit, Grid
    from shouhou.foundation.grid.finding import Page, every, page
    from shouhou.foundation.grid.grouping import Group, GroupPage, groups
    from shouhou.foundation.grid.indexing import forget, index, index_many, refresh
    from shouhou.foundation.grid.painting import grid_page
    from shouhou.foundation.grid.registry import register, the
    from shouhou.foundation.grid.unreadable import Unreadable
    from shouhou.foundation.grid.wildcard import fits

__all__ = ["Asking", "Column", "Condition", "Edit", "Grid", "Group", "GroupPage", "Page", "Unreadable", "every", "fits", "forget", "grid_page", "groups",
           "index", "index_many", "page", "rebuild", "refresh", "register", "take_old_names", "the"]
__getattr__ = facade(__name__, {
    "Asking": "asking", "Column": "declaring", "Condition": "conditions", "Edit": "declaring", "Grid": "declaring", "Group": "grouping",
    "GroupPage": "grouping", "Page": "finding", "Unreadable": "unreadable", "every": "finding", "fits": "wildcard",
    "forget": "indexing", "grid_page": "painting", "groups": "grouping",
    "index": "indexing", "index_many": "indexing", "page": "finding", "rebuild": "building", "refresh": "indexing", "register": "registry",
    "take_old_names": "addresses", "the": "registry",
})
