"""Drafts as a page hands them to the browser, which brings back whichever is newer: the kept one or its own."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString

from shouhou.foundation.accounts.models import User
from shouhou.foundation.drafts.models import Draft


def drafted(user: User, names: Iterable[str]) -> dict[str, SafeString]:
    """For each form its `data-draft…` attributes, with what this person had typed before: one statement for all."""
    wanted = list(names)
    kept = {draft.form: draft for draft in Draft.objects.filter(user=user, form__in=wanted)} if wanted else {}
    return {name: attributes(name, kept.get(name)) for name in wanted}


def attributes(name: str, draft: Draft | None) -> SafeString:
    """The attributes of one form."""
    if draft is None:
        return format_html('data-draft="{}"', name)
    return format_html('data-draft="{}" data-draft-saved="{}" data-draft-at="{}"', name, json.dumps(draft.data, ensure_ascii=False),
                       draft.saved_at.isoformat())
