"""Converting uploaded films and painting their posters in the background."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as word

from shouhou.foundation.files.far import Away
from shouhou.foundation.jobs import Retry, job
from shouhou.support.courses.actions.prepare import PREPARE, prepare


@job(PREPARE, label=word("准备播放视频"), tries=5, long=True)
def made_ready(payload: dict[str, Any], progress: Any) -> dict[str, str]:
    """The film of a class that browsers play, and its poster."""
    try:
        return {"outcome": prepare(payload["course"], payload["edition"])}
    except Away as away:
        raise Retry(str(away), after=60) from away
