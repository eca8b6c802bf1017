"""申请: joining a company, VIP, 管理员. Asking gives nothing; another person decides."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.joining.models import Application
from shouhou.registry.joining.opening import admission
from shouhou.registry.organizations.actions import add_organization
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.organizations.belonging import of
from shouhou.registry.organizations.models import Membership, Organization

Kind = Application.Kind


def apply(user: User, kind: str, *, text: str = "", service_code: str = "") -> Application:
    """Ask for VIP, 管理员 or erasure. Raises `Refused` when such a request waits already, or what is asked for is there."""
    if kind not in {Kind.VIP, Kind.ADMIN, Kind.ERASURE}:
        raise Refused(kind=_("没有这种申请。"))
    company = of(user)
    if kind == Kind.ADMIN and company and Membership.objects.filter(user=user, organization=company, is_admin=True).exists():
        raise Refused(_("您已经是本单位管理员。"))
    return _ask(user, kind, company, text=line(text, field="text", limit=500),
                service_code=line(service_code, field="service_code", limit=60))


@transaction.atomic
def join(user: User, name: str) -> Application | None:
    """Ask to belong to the company of this name. Where the vendor lets new companies be made at once, one that nobody knows is made
    and None answered; to one that exists its 管理员 or the vendor's staff say yes. The page says the same either way."""
    clean = line(name, field="company", limit=120, required=_("请填写单位名称。"))
    known = Organization.objects.filter(name_key=normal_key(clean)).first()
    if known is not None and Membership.objects.filter(user=user, organization=known).exists():
        raise Refused(company=_("您已经属于这个单位。"))
    if known is None and admission().makes_companies:
        made = add_organization(by=user, name=clean)
        Membership.objects.create(user=user, organization=made)
        record("user.joined", user, by=user, organization=made.pk)
        return None
    ours = known if known is not None and known.kind != Organization.Kind.VENDOR else None
    return _ask(user, Kind.JOIN, ours, company=clean)


@transaction.atomic
def withdraw(application: Application, *, by: User) -> None:
    """The person does not want it any more. Raises `Refused` when it is not the own one or was decided."""
    if application.user_id != by.pk:
        raise Refused(_("只能撤回自己的申请。"))
    if not Application.objects.filter(pk=application.pk, state=Application.State.WAITING).update(
            state=Application.State.WITHDRAWN, decided_at=timezone.now()):
        raise Refused(_("这个申请已经有结果了。"))
    record("application.withdrawn", application, by=by)


def _ask(user: User, kind: str, organization: Organization | None, **facts: str) -> Application:
    try:
        with transaction.atomic():
            made = Application.objects.create(user=user, kind=kind, organization=organization, **facts)
            record("application.made", made, by=user, kind=kind)
            return made
    except IntegrityError:
        raise Refused(_("您已经提交过这种申请，请等待审批。")) from None
