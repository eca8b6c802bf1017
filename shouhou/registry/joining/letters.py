"""What the letters say. They carry nothing that a stranger typed but the name of the person they go to; an invitation names the company
as it is registered."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from shouhou.registry.organizations.belonging import vendor


def written(letter: str, token: str = "", *, company: str = "") -> tuple[str, str]:
    """Subject and text. Links begin with the configured address of the installation, whatever host was asked."""
    platform = vendor().platform_name
    place = {"confirm": "/register/", "recovery": "/recovery/", "invitation": "/invitation/"}.get(letter, "/")
    link = settings.PUBLIC_URL.rstrip("/") + place + (f"{token}/" if token else "")
    if letter == "confirm":
        return (_("请确认您在%s注册的邮箱") % platform,
                _("请在 3 天内打开下面的链接，完成注册：\n%s\n\n如果不是您本人注册，请忽略这封邮件，账号不会开通。") % link)
    if letter == "recovery":
        return (_("找回您在%s的密码") % platform,
                _("请在 60 分钟内打开下面的链接，设置新密码。链接只能用一次：\n%s\n\n如果不是您本人操作，请忽略这封邮件，密码不会改变。") % link)
    if letter == "invitation":
        return (_("邀请您使用%s") % platform,
                _("%(company)s 的管理员邀请您使用 %(platform)s 提交问题、查看进度。"
                  "请在 72 小时内打开下面的链接，设置您的用户名和密码，链接只能用一次：\n%(link)s\n\n"
                  "如果您不认识这家单位，请忽略这封邮件，不会开通账号。") % {"company": company, "platform": platform, "link": link})
    if letter == "recovered":
        return (_("您在%s的密码已重新设置") % platform,
                _("您的密码刚刚通过“忘记密码”重新设置，其他设备上的登录已全部退出。如果不是您本人操作，请马上联系服务热线。"))
    return (_("您在%s的联系方式已修改") % platform,
            _("您账号的邮箱或联系电话刚刚被修改。如果不是您本人操作，请马上联系服务热线。"))
