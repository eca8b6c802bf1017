from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

for audience in ("portal", "workbench"):
    menus.add(f"{audience}.me", "centre", _("个人中心"), "centre", "user", order=5)
    menus.add(f"{audience}.me", "data", _("我的数据"), "my_data", "download", order=60)
