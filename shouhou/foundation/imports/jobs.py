"""Imports in the background."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as word

from shouhou.foundation.imports.models import Import
from shouhou.foundation.imports.running import run_now
from shouhou.foundation.jobs import job


@job("imports.run", label=word("导入表格"), tries=5)
def run(payload: dict[str, Any], progress: Any) -> dict[str, int]:
    """Go on with an import from the row where it stands."""
    made = Import.objects.get(pk=payload["import"])
    if made.state == Import.State.RUNNING:
        with translation.override(made.created_by.language or settings.LANGUAGE_CODE):  # the reasons are for who brought the file
            run_now(made, lambda done, total: progress(done, total, f"{done} / {total}"))
    return {"added": made.added, "changed": made.changed, "refused": made.refused}
