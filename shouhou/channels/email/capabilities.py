from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"email.manage": _("查看邮件设置、发送测试邮件")})
