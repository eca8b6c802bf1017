"""Keeping, finding and throwing away drafts."""

from __future__ import annotations

from typing import Any

from django.db import connection

from shouhou.foundation.accounts.models import User
from shouhou.foundation.drafts.models import Draft

LONGEST = 500_000
"""Characters of one draft, all fields together."""


def save(user: User, form: str, data: dict[str, Any]) -> Draft:
    """Keep what this person typed into this form (field → text or list of texts), replacing what was kept before."""
    draft, _ = Draft.objects.update_or_create(user=user, form=form, defaults={"data": data})
    return draft


def load(user: User, form: str) -> dict[str, Any]:
    """What this person had typed into this form; empty when nothing is kept."""
    draft = Draft.objects.filter(user=user, form=form).first()
    return draft.data if draft else {}


def discard(user: User, form: str) -> None:
    """The form was sent, or the person threw it away."""
    with connection.cursor() as cursor:  # every form that was sent comes by here, most without a draft
        cursor.execute("DELETE FROM drafts_draft WHERE user_id = %s AND form = %s", [user.pk, form])
