from django.utils.translation import gettext_noop as _

from shouhou.foundation.access import declare

declare({"search.rebuild": _("重建搜索索引")})
