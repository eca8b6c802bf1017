from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("workbench", "email", _("邮件"), "email-settings", "mail", "email.manage", parent="settings", order=838)
