"""Where one's exports are found again."""

from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

for audience in ("workbench.me", "portal.me"):
    menus.add(audience, "exports", _("我的导出"), url_name="exports", icon="export", capability="grid.export", order=40)
