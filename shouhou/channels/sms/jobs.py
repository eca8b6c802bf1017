"""What nobody needs any more goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as word

from shouhou.channels.sms.models import Message
from shouhou.foundation.jobs import Report, schedule

KEPT = timedelta(days=180)


@schedule("sms.tidy", label=word("清理旧短信记录"), at="03:20")
def tidy(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Records of messages, with their numbers, go after half a year."""
    gone, _rows = Message.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return {"gone": gone}
