from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"products.read": _("查看产品"), "products.edit": _("维护产品、模块与版本")})
