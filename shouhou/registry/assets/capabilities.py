from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({
    "assets.read": _("查看装机产品"),
    "assets.read_own": _("查看本单位的装机产品"),
    "assets.edit": _("登记序列号、转让与停用"),
})
