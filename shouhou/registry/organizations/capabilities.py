from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({
    "organizations.read": _("查看客户与单位"),
    "organizations.read_own": _("查看本单位用户"),
    "organizations.answer_for": _("可以担任客户的责任顾问"),
    "organizations.edit": _("维护客户与用户"),
    "organizations.merge": _("合并单位"),
    "organizations.reset_password": _("重置所负责客户用户的密码"),
    "organizations.reset_any_password": _("重置任何客户用户的密码"),
    "organizations.staff": _("维护员工账号与角色"),
    "organizations.configure": _("设置厂商资料"),
})
