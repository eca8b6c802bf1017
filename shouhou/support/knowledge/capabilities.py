from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({
    "knowledge.read": _("查看知识库"),
    "knowledge.read_internal": _("查看仅服务人员可见的知识"),
    "knowledge.edit": _("新增、修改知识"),
    "knowledge.remove": _("删除知识"),
    "knowledge.review": _("审核、取消审核知识"),
    "knowledge.categories": _("设置知识分类"),
})
