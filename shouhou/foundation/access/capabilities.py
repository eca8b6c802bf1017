from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"access.roles": _("维护角色"), "access.give_any": _("授予自己没有的权限")})
