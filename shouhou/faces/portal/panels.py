from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouhou.foundation.ui import panels
from shouhou.registry.organizations.belonging import places


def company(request: HttpRequest, subject: Any) -> SafeString | None:
    """The own company's name at the top of every page."""
    found = places(request.user) if request.user.is_authenticated else []
    if not found:
        return None
    others = format_html(' <a href="/companies/">{}</a>', _("切换单位")) if len(found) > 1 else ""
    return format_html('<span title="{}">{}</span>{}', _("、").join(p.name for p in found), found[0].name, others)


panels.add("portal.top", company)
