from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({
    "joining.apply": _("申请加入单位、VIP 和管理员"),
    "joining.decide_own": _("审批本单位的加入和管理员申请"),
    "joining.invite": _("邀请本单位的同事"),
    "joining.decide": _("审批客户的申请"),
    "joining.recover": _("核对身份并发放找回密码链接"),
    "joining.configure": _("设置注册和密码规则"),
})
