from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"kingdee.manage": _("管理金蝶云·星空登录链接")})
