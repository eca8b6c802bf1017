from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("workbench", "sms", _("短信"), "sms-settings", "phone", "sms.manage", parent="settings", order=839)
