from django.utils.translation import gettext_lazy as _

from shouhou.channels.wechat.account import is_connected
from shouhou.foundation.ui import menus

menus.add("portal", "wechat", _("微信通知"), "wechat", "wechat", "wechat.bind", order=600, shown=is_connected)
menus.add("workbench.me", "wechat", _("微信通知"), "wechat", "wechat", "wechat.bind", order=55, shown=is_connected)
menus.add("workbench", "wechat_settings", _("微信公众号"), "wechat-settings", "wechat", "wechat.manage", parent="settings", order=835)
