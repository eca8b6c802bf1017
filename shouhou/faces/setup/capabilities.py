from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"setup.finish": _("完成安装后的准备")})
