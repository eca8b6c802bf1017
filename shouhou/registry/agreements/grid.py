"""服务合同: the companies by the end of what they have paid for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.grid import Column, Edit, Grid, register
from shouhou.foundation.grid.editing import one_of
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.registry.agreements.actions import edit_agreement, hand_lead
from shouhou.registry.agreements.models import Agreement, Lead, Level
from shouhou.registry.organizations.belonging import vendor
from shouhou.registry.organizations.grid import CONSULTANT, REGION
from shouhou.registry.organizations.models import Organization

STANDINGS = [("soon", _("即将到期")), ("past", _("已到期")), ("later", _("服务中"))]
TONES = {"soon": "soon", "past": "overdue", "later": "done"}


def spans() -> dict[str, Q]:
    """Which companies stand how, by the last day of their service."""
    today = timezone.localdate()
    near = today + timedelta(days=vendor().fee_warning_days)
    return {"soon": Q(end__gte=today, end__lte=near), "past": Q(end__lt=today), "later": Q(end__gt=near), "all": Q()}


def served(user: Any) -> QuerySet[Any]:
    """The companies with a service agreement that this person may see."""
    standing = [When(condition, then=Value(key)) for key, condition in spans().items() if condition]
    theirs = Agreement.objects.filter(organization=OuterRef("pk"))
    last = theirs.order_by().values("organization").annotate(end=Max("ends_on")).values("end")
    level = theirs.order_by("-ends_on", "-pk").values("level")[:1]
    return (Organization.objects.visible_to(user).annotate(end=Subquery(last), at_level=Subquery(level)).filter(end__isnull=False)
            .annotate(standing=Case(*standing, default=Value("later"), output_field=CharField())))


def of_span(rows: QuerySet[Any], user: Any, own: Mapping[str, str]) -> QuerySet[Any]:
    return rows.filter(spans().get(own.get("span", ""), Q()))


def badge(_row: dict[str, Any], value: str) -> SafeString:
    return state_badge(TONES[value], dict(STANDINGS)[value])


def day(_row: dict[str, Any], value: date) -> SafeString:
    return SafeString(value.isoformat())


def levels() -> list[tuple[int, str]]:
    """The levels of service, by their place."""
    return [(level.pk, level.name) for level in Level.objects.all()]


def raise_to(pk: int, level: Level | None, by: User) -> None:
    """Another level for the contract that ends last."""
    agreement = Agreement.objects.filter(organization=served(by).filter(pk=pk).first()).order_by("-ends_on", "-pk").first()
    if agreement is None:
        raise Refused(_text("您看不到这家单位。"))
    edit_agreement(agreement, by=by, level=level, products=agreement.products.all(), version=agreement.edition,
                   **{name: getattr(agreement, name) for name in ("starts_on", "ends_on", "name", "number", "remark")})


LEVEL = Edit(lambda user: one_of(Level.objects.filter(is_active=True), required=False, nobody=_text("不分级别")), raise_to, "agreements.edit")

AGREEMENTS = register(Grid(
    key="agreements", label=_("服务合同"), capability="agreements.read", rows=served, narrow=of_span, sort=("end",), title="name",
    url=lambda row: f"/workbench/customers/{row['pk']}/#agreements",
    columns=(
        Column("name", _("单位名称"), "name", sort="sort_key", width=300, groups=False),
        Column("code", _("客户编码"), "code", "code", width=130, is_shown=False),
        Column("consultant", _("责任顾问"), "consultant__name", sort="consultant__sort_key", width=140, edit=CONSULTANT),
        Column("region", _("所属区域"), "region", sort="region_key", width=130, is_shown=False, edit=REGION),
        Column("end", _("服务费到期时间"), "end", "date", width=150, shown=day),
        Column("level", _("服务级别"), "at_level", "choice", choices=lambda user: levels(), width=130, edit=LEVEL),
        Column("standing", _("情况"), "standing", "choice", choices=lambda user: STANDINGS, width=110, shown=badge),
        Column("phone", _("电话"), "phone", "code", width=140, is_shown=False, groups=False),
    )))


def leads(user: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = Lead.objects.visible_to(user)
    return rows


def lead_badge(_row: dict[str, Any], value: str) -> SafeString:
    return state_badge(value, Lead.State(value).label)


def hand(pk: int, agency: Organization, by: User) -> None:
    lead = leads(by).filter(pk=pk).first()
    if lead is None:
        raise Refused(_text("您看不到这条服务意向。"))
    hand_lead(lead, agency, by=by)


AGENCY = Edit(lambda user: one_of(Organization.objects.filter(kind=Organization.Kind.AGENCY).order_by("sort_key")), hand, "agreements.leads", field="agency_id")

LEADS = register(Grid(
    key="leads", label=_("服务意向"), capability="agreements.leads", rows=leads, sort=("created",), title="company",
    url=lambda row: f"/workbench/leads/{row['pk']}/",
    columns=(
        Column("company", _("公司名称"), "company", sort="company_key", width=260),
        Column("name", _("姓名"), "name", sort="name_key", width=120, groups=False),
        Column("phone", _("联系电话"), "phone", "code", width=140, groups=False),
        Column("product", _("产品版本号"), "product", sort="product_key", width=180),
        Column("agency", _("授权服务机构"), "agency__name", sort="agency__sort_key", width=200, edit=AGENCY),
        Column("state", _("状态"), "state", "choice", choices=lambda user: Lead.State.choices, width=110, shown=lead_badge),
        Column("created", _("提交时间"), "created_at", "moment", width=150),
    )))
