"""无识别码处理流程: who has no agreement leaves name, company, telephone and version, and the nearest agency calls (manual 002)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import throttle
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.sources import household
from shouhou.foundation.events import record
from shouhou.registry.agreements.models import Lead
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.organizations.actions.lines import phone as one_phone
from shouhou.registry.organizations.models import Organization
from shouhou.registry.organizations.nearest import nearest_agency

MOVES = {"new": {"contacted", "won", "dropped"}, "contacted": {"won", "dropped"}, "won": set(), "dropped": {"contacted"}}


@transaction.atomic
def leave_lead(*, by: User | None, name: str, company: str, phone: str, product: str, region: str = "", note: str = "",
               kind: str = Lead.Kind.SERVICE, organization: Organization | None = None) -> Lead:
    """Note who wants to be served; it goes to the agency nearest to the region. Raises `Refused` beside each field."""
    if kind not in Lead.Kind.values:
        raise Refused(kind=_("请选择意向。"))
    facts = {
        "name": line(name, field="name", limit=60, required=_("请填写姓名。")),
        "company": line(company, field="company", limit=120, required=_("请填写公司名称。")),
        "phone": one_phone(phone, required=_("请填写联系电话。")),
        "product": line(product, field="product", limit=120, required=_("请填写产品版本号。")),
        "region": line(region, field="region", limit=60), "note": line(note, field="note", limit=500),
    }
    region = str(facts["region"]) or (organization.region if organization else "")
    lead = Lead.objects.create(kind=kind, organization=organization, created_by=by, agency=nearest_agency(region), **facts)
    record("lead.left", lead, by=by, agency=lead.agency_id)
    return lead


def spend_budget(source: str) -> None:
    """An address may leave ten leads an hour. Raises `Refused`."""
    try:
        throttle.take(throttle.Budget(f"lead:{household(source)}", 10, 3600))
    except throttle.Spent as spent:
        raise Refused(_("提交太频繁，请 %d 分钟后再试。") % (spent.seconds // 60 + 1)) from None


@transaction.atomic
def answer_lead(lead: Lead, *, by: User, state: str, answer: str) -> None:
    """Say what came of it. Raises `Refused` beside state for a move that makes no sense, beside answer when nothing is said."""
    found = Lead.objects.select_for_update().get(pk=lead.pk)
    if state not in MOVES[found.state]:
        raise Refused(state=_("不能从“%(old)s”改为这个状态。") % {"old": found.get_state_display()})
    found.answer = line(answer, field="answer", limit=500, required=_("请填写联系结果。"))
    found.state, found.answered_by = state, by
    found.save(update_fields=["state", "answer", "answered_by"])
    record("lead.answered", found, by=by, state=state)


@transaction.atomic
def hand_lead(lead: Lead, agency: Organization, *, by: User) -> None:
    """Give a lead to another agency. Raises `Refused` beside agency."""
    if agency.kind != Organization.Kind.AGENCY:
        raise Refused(agency=_("请选择服务机构。"))
    Lead.objects.filter(pk=lead.pk).update(agency=agency)
    record("lead.handed", lead, by=by, agency=agency.pk)
