"""How machines talk to us: bearer tokens, scopes, errors, keyset pages, one effect for one key.

Rooms write their `api.py` with these; `faces.api` puts them together as /api/v1/.
"""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.foundation.api.answers import NotFound, isoformat, needs
    from shouhou.foundation.api.paging import Body, Page, paged
    from shouhou.foundation.api.posting import posted

__all__ = ["Body", "NotFound", "Page", "isoformat", "needs", "paged", "posted"]
__getattr__ = facade(__name__, {
    "Body": "paging", "NotFound": "answers", "Page": "paging", "isoformat": "answers", "needs": "answers",
    "paged": "paging", "posted": "posting",
})
