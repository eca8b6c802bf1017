"""Agreements stand in the record of a company."""

from django.utils.translation import gettext_lazy as _

from shouhou.registry.organizations.happened import WORDS

WORDS.update({"agreement.added": _("新增服务合同"), "agreement.edited": _("修改服务合同")})
