from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("workbench", "kingdee", _("金蝶登录链接"), "kingdee-links", "link", "kingdee.manage", parent="settings", order=830)
