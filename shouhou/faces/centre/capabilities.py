from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"centre.advise": _("维护联系我们和友情提示")})
