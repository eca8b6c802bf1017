"""客户: the list of companies we serve, and of our agencies."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.grid import Column, Grid, register
from shouhou.registry.organizations.models import Membership, Organization

KINDS = (Organization.Kind.CUSTOMER, Organization.Kind.AGENCY)


def companies(user: Any) -> QuerySet[Organization]:
    """Customers and agencies this person may see, each with the number of its people."""
    people = Membership.objects.filter(organization=OuterRef("pk")).order_by().values("organization").annotate(n=Count("pk")).values("n")
    return Organization.objects.visible_to(user).filter(kind__in=KINDS).annotate(
        people=Coalesce(Subquery(people, output_field=IntegerField()), 0))


def sound(_row: dict[str, Any], value: str) -> SafeString:
    """The pinyin of a name without the key it is sorted by."""
    return SafeString(escape(value.rpartition(" ")[2]))


CUSTOMERS = register(Grid(
    key="customers", label=_("客户"), capability="organizations.read", rows=companies, sort=("name",), title="name",
    url=lambda row: f"/workbench/customers/{row['pk']}/",
    columns=(
        Column("name", _("单位名称"), "name", sort="sort_key", width=280, groups=False),
        Column("kind", _("类别"), "kind", "choice", choices=lambda user: [(kind.value, kind.label) for kind in KINDS], width=100),
        Column("code", _("客户编码"), "code", "code", width=130),
        Column("consultant", _("责任顾问"), "consultant__name", width=120),
        Column("region", _("所属区域"), "region", width=120),
        Column("people", _("用户"), "people", "number", width=90, sums=True, groups=False),
        Column("phone", _("电话"), "phone", "code", width=140, is_shown=False, groups=False),
        Column("address", _("地址"), "address", width=240, is_shown=False, groups=False),
        Column("short_name", _("简称"), "short_name", width=120, is_shown=False, groups=False),
        Column("sound", _("拼音"), "sort_key", "code", width=160, is_shown=False, groups=False, shown=sound),
        Column("created", _("登记时间"), "created_at", "moment", width=150, is_shown=False),
    )))
