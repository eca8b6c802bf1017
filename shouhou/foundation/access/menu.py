from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

for audience in ("portal", "workbench"):
    menus.add(f"{audience}.me", "tokens", _("访问令牌"), "tokens", "shield", order=30)
menus.add("workbench", "roles", _("角色"), "roles", "shield", "access.roles", parent="settings", order=912)
