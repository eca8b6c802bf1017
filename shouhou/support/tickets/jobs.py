"""Work that recurs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as word

from shouhou.foundation.jobs import Report, schedule
from shouhou.support.tickets import reminding


@schedule("tickets.remind", label=word("上午提醒逾期问题"), at="08:30")
def remind(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """In the morning: what is due today or past. Each question is told of at most once a day."""
    return {"reminded": reminding.remind(), "escalated": reminding.escalate()}


@schedule("tickets.remind_again", label=word("下午再次提醒逾期问题"), at="15:00")
def remind_again(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """In the afternoon: what was promised for today after the morning's round."""
    return {"reminded": reminding.remind()}


@schedule("tickets.close_finished", label=word("关闭处理完成的问题"), every=3600)
def close_finished(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Close what has long been finished."""
    return {"closed": reminding.close_finished()}
