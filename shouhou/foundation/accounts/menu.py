from django.utils.translation import gettext_lazy as _

from shouhou.foundation.ui import menus

for audience in ("portal", "workbench"):
    menus.add(f"{audience}.me", "password", _("密码修改"), "password", "key", order=20)
    menus.add(f"{audience}.me", "second_factor", _("两步验证"), "second_factor", "shield", order=25)
    menus.add(f"{audience}.me", "devices", _("登录与设备"), "devices", "monitor", order=27)
    menus.add(f"{audience}.me", "sign_out", _("退出系统"), "sign_out", "logout", order=90, method="post")
menus.add("portal", "sign_out", _("退出系统"), "sign_out", "logout", order=900, method="post")
