from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({
    "courses.read": _("查看在线课堂"),
    "courses.edit": _("上传、修改、发布视频"),
    "courses.remove": _("删除视频"),
})
