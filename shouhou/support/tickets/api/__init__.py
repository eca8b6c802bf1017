"""Questions for machines: ask, read, accept, handle, follow up — by the same verbs as the pages."""

from shouhou.support.tickets.api.operations import router

__all__ = ["router"]
