"""Staff's pages: agreements, service codes, leads, and what the vendor decides about them."""

from __future__ import annotations

from shouhou.registry.agreements.workbench import agreements, codes, leads, settings

urlpatterns = [*agreements.urlpatterns, *codes.urlpatterns, *leads.urlpatterns, *settings.urlpatterns]
