from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus, states

states.declare({"health.0": "green", "health.1": "amber", "health.2": "red"})
menus.add("workbench", "health", _("健康状况"), "health", "activity", "operations.read", parent="settings", order=945)
