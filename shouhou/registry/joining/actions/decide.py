"""审批: somebody else says yes or no, with a reason that the applicant reads."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, can, grant
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.agreements.entitlement import company_is_vip
from shouhou.registry.joining.models import Application
from shouhou.registry.organizations.actions import add_organization, set_company_admin
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.organizations.belonging import of
from shouhou.registry.organizations.models import Membership, Organization

Kind = Application.Kind
BY_COMPANY = frozenset({Kind.JOIN, Kind.ADMIN})
"""What the 管理员 of a company decide about; the rest is for the vendor."""


def may_decide(user: User, application: Application) -> bool:
    """The vendor's staff who may, and the company's own 管理员 for joining it and becoming its 管理员; never the applicant."""
    if user.pk == application.user_id:
        return False
    if can(user, "joining.decide"):
        return True
    return application.kind in BY_COMPANY and application.organization_id is not None and can(user, "joining.decide_own") and \
        Membership.objects.filter(user=user, organization=application.organization_id, is_admin=True).exists()


@transaction.atomic
def approve(application: Application, *, by: User, answer: str = "", organization: Organization | None = None,
            is_new_company: bool = False) -> Application:
    """Say yes and give what was asked for. To 加入单位 staff may name another company (`organization`) or make one of the name told.

    VIP is what an agreement gives: without one that holds today there is nothing to say yes to. Raises `Refused`.
    """
    mine = _held(application, by)
    words = line(answer, field="answer", limit=500)
    if mine.kind == Kind.JOIN:
        _let_in(mine, by, organization, is_new_company)
    elif mine.kind == Kind.ADMIN:
        _make_admin(mine, by)
    elif mine.kind == Kind.VIP:
        _has_agreement(mine)
    return _decided(mine, Application.State.APPROVED, words, by)


@transaction.atomic
def refuse(application: Application, *, by: User, answer: str) -> Application:
    """Say no, with the reason. Raises `Refused` without one."""
    mine = _held(application, by)
    return _decided(mine, Application.State.REFUSED, line(answer, field="answer", limit=500, required=_("请填写不同意的原因，申请人会看到。")), by)


def is_entitled(application: Application) -> bool:
    """Whether the applicant's company has an agreement that makes it VIP today."""
    company = application.organization or of(application.user)
    return company is not None and company_is_vip([company.pk], timezone.localdate())


def _held(application: Application, by: User) -> Application:
    """The row, locked. Refuses who may not, and a second decision."""
    mine = Application.objects.select_for_update(of=("self",)).select_related("user", "organization").get(pk=application.pk)
    if mine.user_id == by.pk:
        raise Refused(_("不能审批自己的申请。"))
    if not may_decide(by, mine):
        raise Refused(_("这个申请由厂商或单位管理员审批。"))
    if mine.state != Application.State.WAITING:
        raise Refused(_("这个申请已经有结果了。"))
    return mine


def _let_in(mine: Application, by: User, organization: Organization | None, is_new_company: bool) -> None:
    if can(by, "joining.decide"):
        if is_new_company:
            organization = add_organization(by=by, name=mine.company)
        mine.organization = organization or mine.organization
    if mine.organization is None:
        raise Refused(organization=_("请选择单位，或者新建一个。"))
    if mine.organization.kind == Organization.Kind.VENDOR:
        raise Refused(organization=_("厂商自己的员工请在“人员”里新建。"))
    Membership.objects.get_or_create(user=mine.user, organization=mine.organization)
    grant(mine.user, "customer")
    record("user.joined", mine.user, by=by, organization=mine.organization.pk)


def _make_admin(mine: Application, by: User) -> None:
    company = mine.organization or of(mine.user)
    membership = Membership.objects.select_related("user").filter(user=mine.user, organization=company).first() if company else None
    if membership is None:
        raise Refused(_("申请人还不属于任何单位，请先处理他加入单位的申请。"))
    mine.organization = company
    set_company_admin(membership, True, by=by)


def _has_agreement(mine: Application) -> None:
    if not is_entitled(mine):
        raise Refused(_("这家单位现在没有 VIP 级别的服务协议。VIP 由服务协议决定：请先新建或续签协议，再同意；或者不同意并说明原因。"))
    mine.organization = mine.organization or of(mine.user)


def _decided(mine: Application, state: str, answer: str, by: User) -> Application:
    mine.state, mine.answer, mine.decided_by, mine.decided_at = state, answer, by, timezone.now()
    mine.save(update_fields=["state", "answer", "decided_by", "decided_at", "organization"])
    record(f"application.{state}", mine, by=by, kind=mine.kind)
    return mine
