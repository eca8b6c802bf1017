"""The bell, and where the log stands."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouhou.aftercare.notifications.models import Notice
from shouhou.foundation.prepared import Prepared
from shouhou.foundation.ui import menus

MOST = 100


def unread(user: Any) -> int:
    """How many notices are unread, counted to a hundred."""
    return len(_unread(user.pk)) if user.pk else 0


_unread = Prepared(lambda pk: Notice.objects.filter(user_id=pk).unread().order_by().values_list("pk")[:MOST], int)


for audience in ("portal", "workbench"):
    menus.add(f"{audience}.notices", "notices", _("消息"), "notices", "bell", badge=unread)
    menus.add(f"{audience}.me", "preferences", _("通知设置"), "notice-preferences", "bell", order=50)
menus.add("workbench", "deliveries", _("通知记录"), "deliveries", "send", "notifications.read", parent="settings", order=840)
