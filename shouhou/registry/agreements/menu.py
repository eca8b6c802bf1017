from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("workbench", "agreements", _("服务合同"), "agreements", "agreement", "agreements.read", parent="registry", order=330)
