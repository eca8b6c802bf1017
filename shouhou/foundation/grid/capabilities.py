from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"grid.export": _("导出列表"), "grid.share": _("把列表视图共享给角色")})
