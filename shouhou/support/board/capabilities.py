from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({
    "board.read": _("查看公开问题、收藏与足迹"),
    "board.report": _("查看知识效果统计"),
    "board.configure": _("设置公开问题"),
})
