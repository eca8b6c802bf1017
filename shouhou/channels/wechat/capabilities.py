from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"wechat.bind": _("绑定自己的微信"), "wechat.manage": _("接入公众号、管理微信绑定")})
