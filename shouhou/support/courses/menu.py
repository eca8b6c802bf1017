from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("portal", "courses", _("在线课堂"), "courses", "play", "courses.read", parent="learning", order=140)
menus.add("workbench", "desk-courses", _("在线课堂"), "desk-courses", "play", "courses.edit", order=204)
