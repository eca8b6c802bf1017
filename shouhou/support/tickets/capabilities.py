from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({
    "tickets.ask": _("我要提问"),
    "tickets.read_own": _("查看自己的问题"),
    "tickets.read_company": _("查看本单位全部问题"),
    "tickets.follow_up": _("追问"),
    "tickets.send_back": _("未解决退回"),
    "tickets.close_own": _("确认解决"),
    "tickets.desk": _("进入问题工作台"),
    "tickets.read_queue": _("查看公共队列和自己的问题单"),
    "tickets.read_all": _("查看全部问题单"),
    "tickets.accept": _("接单"),
    "tickets.handle": _("处理"),
    "tickets.note": _("内部备注"),
    "tickets.transfer": _("转交"),
    "tickets.close": _("关闭与重新打开"),
    "tickets.file_for": _("代客户提问"),
    "tickets.ageing": _("查看未结问题账龄"),
    "tickets.configure": _("设置提问表单和词表"),
    "tickets.import": _("导入问题单"),
})
