from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("workbench", "assets", _("装机产品"), "assets", "box", "assets.read", parent="registry", order=325)
menus.add("portal", "products", _("产品与服务权益"), order=500)
menus.add("portal", "assets", _("我的产品"), "my_assets", "box", "assets.read_own", parent="products", order=510)
menus.add("portal", "genuine", _("防伪查询"), "genuine", "shield", "assets.read_own", parent="products", order=530)
