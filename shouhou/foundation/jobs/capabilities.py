from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"jobs.read": _("查看后台任务"), "jobs.manage": _("重试、取消后台任务")})
