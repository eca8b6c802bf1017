from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("workbench", "setup", _("安装准备"), "setup_finish", "check-all", "setup.finish", parent="settings", order=990)
