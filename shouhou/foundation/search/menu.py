"""Where the state of the index stands in the menu."""

from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("workbench", "search", _("搜索索引"), url_name="search_index", icon="search", capability="search.rebuild", parent="settings", order=940)
