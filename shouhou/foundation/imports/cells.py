"""What cells of a table say."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.kit import moments


def day_of(text: str, *, label: str) -> date | None:
    """A day; None for an empty cell, refused with its label when it is none."""
    try:
        moment = moments.parse(text)
    except (ValueError, OverflowError) as bad:
        raise Refused(_("%(label)s“%(text)s”不是日期。") % {"label": label, "text": text[:30]}) from bad
    return moment.astimezone(moments.HERE).date() if moment else None
