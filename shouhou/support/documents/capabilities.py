from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({
    "documents.read": _("查看文档中心"),
    "documents.edit": _("上传、修改、发布文档"),
    "documents.remove": _("删除文档"),
})
