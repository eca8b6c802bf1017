"""Where imports stand in the menu."""

from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("workbench", "imports", _("导入表格"), url_name="imports", icon="upload", capability="imports.run", parent="settings", order=820)
