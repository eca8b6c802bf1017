from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"agreements.read": _("查看服务合同"), "agreements.edit": _("维护服务合同")})
