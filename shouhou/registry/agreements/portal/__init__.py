"""The customer's pages: register a product, service codes, and the way in for those without an agreement."""

from __future__ import annotations

from shouhou.registry.agreements.portal import codes, leads, registration

urlpatterns = [*registration.urlpatterns, *codes.urlpatterns, *leads.urlpatterns]
