from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

menus.add("workbench", "agreements", _("服务合同"), "agreements", "agreement", "agreements.read", parent="registry", order=330)
menus.add("workbench", "service_codes", _("服务识别码"), "service_codes", "hash", "agreements.codes", parent="registry", order=335)
menus.add("workbench", "verify_code", _("核验识别码"), "verify_code", "user-check", "agreements.verify", parent="registry", order=336)
menus.add("workbench", "leads", _("服务意向"), "leads", "inbox", "agreements.leads", parent="registry", order=340)
menus.add("workbench", "entitlement_settings", _("服务权益"), "entitlement_settings", "shield", "agreements.configure", parent="settings", order=810)
menus.add("portal", "registration", _("产品注册"), "product_registration", "plus", "agreements.read_own", parent="products", order=505)
menus.add("portal", "my_codes", _("服务识别码"), "my_codes", "key", "agreements.read_own", parent="products", order=520)
