"""Converting and reading uploaded documents in the background."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as word

from shouhou.foundation.files.far import Away
from shouhou.foundation.jobs import Retry, job
from shouhou.support.documents.actions.render import PREPARE, prepare


@job(PREPARE, label=word("准备在线查看文档"), tries=5, long=True)
def made_ready(payload: dict[str, Any], progress: Any) -> dict[str, str]:
    """The PDF of a document and its words."""
    try:
        return {"outcome": prepare(payload["document"], payload["edition"], payload["rendition"])}
    except Away as away:
        raise Retry(str(away), after=60) from away
