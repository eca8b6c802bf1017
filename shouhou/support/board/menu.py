from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("portal", "board", _("公开问题"), "board", "message", "board.read", parent="learning", order=110)
menus.add("portal", "favourites", _("我的收藏"), "favourites", "star", "board.read", parent="learning", order=160)
menus.add("portal", "footprints", _("我的足迹"), "footprints", "history", "board.read", parent="learning", order=170)
menus.add("workbench", "knowledge-effect", _("知识效果"), "knowledge-effect", "chart", "board.report", order=210)
menus.add("workbench", "board-settings", _("公开问题"), "board-settings", "eye", "board.configure", parent="settings", order=816)
