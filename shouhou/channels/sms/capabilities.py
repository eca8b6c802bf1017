from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"sms.manage": _("设置短信、查看短信记录")})
