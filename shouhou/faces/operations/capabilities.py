from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"operations.read": _("查看健康状况"), "operations.back_up": _("立即备份")})
