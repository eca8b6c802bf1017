from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("portal", "documents", _("文档中心"), "documents", "file", "documents.read", parent="learning", order=130)
menus.add("workbench", "desk-documents", _("文档中心"), "desk-documents", "file", "documents.edit", order=203)
