from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"notifications.read": _("查看通知记录"), "notifications.manage": _("重发通知")})
