from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

for audience in ("portal", "workbench"):
    menus.add(f"{audience}.me", "centre", _("个人中心"), "centre", "user", order=5)
    menus.add(f"{audience}.me", "data", _("我的数据"), "my_data", "download", order=60)
menus.add("portal", "contact", _("联系我们"), "contact", "headset", order=800)
menus.add("workbench", "contact_words", _("联系我们"), "contact_words", "headset", "centre.advise", parent="settings", order=922)
