from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({
    "agreements.read": _("查看服务合同"),
    "agreements.edit": _("维护服务合同与余额"),
    "agreements.read_own": _("查看本单位的服务权益、注册产品"),
    "agreements.reset_pin": _("设置本单位服务识别码的密码"),
    "agreements.verify": _("核验服务识别码和密码"),
    "agreements.codes": _("查看服务识别码（打码）"),
    "agreements.issue": _("发放、停用服务识别码"),
    "agreements.leads": _("处理服务意向"),
    "agreements.configure": _("设置服务级别、识别码格式和非协议客户规则"),
})
