from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"workbench.home": _("进入工作台")})
