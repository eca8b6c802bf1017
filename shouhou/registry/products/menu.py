from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("workbench", "products", _("产品"), "products", "product", "products.edit", parent="registry", order=320)
