from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"imports.read": _("查看导入记录"), "imports.run": _("导入表格")})
