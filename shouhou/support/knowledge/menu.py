from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("portal", "learning", _("知识与交流"), order=100)
menus.add("portal", "knowledge", _("知识库"), "knowledge", "book", "knowledge.read", parent="learning", order=120)
menus.add("workbench", "articles", _("知识库"), "articles", "book", "knowledge.read_internal", order=200)
menus.add("workbench", "article-categories", _("知识分类设置"), "article-categories", "folder", "knowledge.categories", parent="settings", order=815)
