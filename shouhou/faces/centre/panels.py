"""联系我们 under the sign-in form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouhou.foundation.ui import panels


def door(request: HttpRequest, subject: Any) -> SafeString | None:
    return format_html('<p><a href="/contact/">{}</a></p>', _("联系我们"))


panels.add("sign_in", door, order=90)
