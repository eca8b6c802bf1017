from django.utils.translation import pgettext_lazy

from shouhou.foundation.ui import menus

menus.add("workbench", "products", pgettext_lazy("menu", "产品"), "products", "product", "products.edit", parent="registry", order=320)
