from typing import Any

from django.utils.translation import gettext_lazy as _

from shouhou.foundation.kept import KeptFor
from shouhou.foundation.ui import menus
from shouhou.registry.joining.models import Application

MOST = 100


def counted(user: Any) -> int:
    return Application.objects.visible_to(user).waiting().exclude(user=user).order_by().values("pk")[:MOST].count()  # type: ignore[no-any-return]


kept = KeptFor[Any, int](counted)


def waiting(user: Any) -> int:
    """How many applications wait for this person, counted to a hundred; at most a few seconds old."""
    return kept(user)


for audience in ("portal", "workbench"):
    menus.add(f"{audience}.me", "facts", _("修改资料"), "my_facts", "edit", order=10)
menus.add("portal.me", "applications", _("申请VIP和管理员"), "my_applications", "star", "joining.apply", order=15)
menus.add("portal", "company_applications", _("加入申请"), "company_applications", "user-check", "joining.decide_own", badge=waiting, order=710)
menus.add("portal", "company_invitations", _("邀请同事"), "company_invitations", "user-plus", "joining.invite", order=705)
menus.add("workbench", "applications", _("申请审批"), "applications", "user-check", "joining.decide", badge=waiting, parent="registry", order=350)
menus.add("workbench", "hotline_recovery", _("电话找回密码"), "hotline_recovery", "key", "joining.recover", parent="registry", order=360)
menus.add("workbench", "registration", _("注册和密码"), "registration_settings", "user-plus", "joining.configure", parent="settings", order=925)
