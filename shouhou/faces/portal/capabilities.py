from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"portal.home": _("进入在线服务中心")})
