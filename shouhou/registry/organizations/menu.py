from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shouhou.foundation.ui import menus

menus.add("workbench", "registry", _("客户与产品"), order=300)
menus.add("workbench", "customers", pgettext_lazy("menu", "客户"), "customers", "building", "organizations.read", parent="registry", order=310)
menus.add("workbench", "agencies", _("服务机构"), "agencies", "map", "organizations.read", parent="registry", order=312)
menus.add("workbench", "settings", _("设置"), order=900)
menus.add("workbench", "staff", _("人员"), "staff", "users", "organizations.staff", parent="settings", order=910)
menus.add("workbench", "vendor", _("厂商资料"), "vendor_profile", "settings", "organizations.configure", parent="settings", order=920)
menus.add("workbench", "regions", _("行政区划"), "regions", "globe", "organizations.configure", parent="settings", order=822)
menus.add("portal", "company", _("本单位用户"), "company", "users", "organizations.read_own", order=700)
