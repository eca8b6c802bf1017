"""邀请同事: a 管理员 asks a colleague in by mail, by telephone, or by a link he passes on himself (security rows 16, 17)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, can, grant
from shouhou.foundation.accounts import passwords, throttle
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.throttle import Budget
from shouhou.foundation.events import record
from shouhou.foundation.jobs import enqueue
from shouhou.registry.joining import ways
from shouhou.registry.joining.actions.register import digest_of
from shouhou.registry.joining.codes import spellings
from shouhou.registry.joining.models import Consent, Invitation
from shouhou.registry.joining.opening import terms_now
from shouhou.registry.organizations.actions.lines import email, line
from shouhou.registry.organizations.models import Membership, Organization
from shouhou.registry.organizations.people import managed_companies

LIFE = timedelta(hours=72)
DAY = 86400
Way, State = Invitation.Way, Invitation.State


def offered() -> list[tuple[str, str]]:
    """The ways an invitation can go now."""
    way = ways.texting()
    can_go = {Way.MAIL: "email" in ways.ready(), Way.PHONE: way is not None and way.invites(), Way.LINK: True}
    return [(code, str(label)) for code, label in Way.choices if can_go[Way(code)]]


@transaction.atomic
def invite(organization: Organization, *, by: User, way: str, address: str = "", name: str = "") -> tuple[Invitation, str]:
    """Ask a colleague in: (invitation, secret). The secret is for the page only where `by` passes the link on himself.

    Raises `Refused` beside way, address, name, or when the person is a member already; `throttle.Spent` after too many.
    """
    _may(by, organization.pk)
    if organization.kind == Organization.Kind.VENDOR:
        raise Refused(_("厂商自己的员工请在“人员”里新建。"))
    if way not in dict(offered()):
        raise Refused(way=_("没有这个选项。"))
    made = Invitation(organization=organization, way=way, address=_address(way, address), invited_by=by,
                      name=line(name, field="name", limit=60))
    _is_new(made)
    _spend(made)
    return made, _send(made, by=by, verb="invitation.made")


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> str:
    """Send it again with a new secret: the former link is dead. Raises `Refused` when it was accepted or withdrawn; `throttle.Spent`."""
    mine = _held(invitation, by)
    if mine.way not in dict(offered()):
        raise Refused(_("现在不能用这种方式发送，请撤回后重新邀请。"))
    _spend(mine)
    return _send(mine, by=by, verb="invitation.sent_again")


@transaction.atomic
def take_back(invitation: Invitation, *, by: User) -> None:
    """撤回: its link opens nothing any more."""
    mine = _held(invitation, by)
    mine.state, mine.digest = State.WITHDRAWN, _nothing()
    mine.save(update_fields=["state", "digest"])
    record("invitation.withdrawn", mine, by=by)


def open_invitation(secret: str) -> Invitation | None:
    """The invitation that this secret opens; None for one that is none, old, used or withdrawn."""
    if not 24 <= len(secret) <= 64:
        return None
    return Invitation.objects.select_related("organization").filter(
        digest=digest_of(secret), state=State.OPEN, expires_at__gt=timezone.now()).first()


@transaction.atomic
def accept(secret: str, *, username: str, name: str, password: str, encoded: str, source: str = "") -> User:
    """The colleague has chosen his own name and password (`encoded` is its hash): he is in, with the address he was reached at.

    Raises `Refused` for a link that opens nothing, or beside password.
    """
    found = open_invitation(secret)
    mine = Invitation.objects.select_for_update(of=("self",)).select_related("organization").get(pk=found.pk) if found else None
    if mine is None or mine.state != State.OPEN or mine.digest != digest_of(secret):
        raise Refused(_("这个链接无效或已过期，请让邀请您的同事重新发送。"))
    user = User(username=username, name=name, password=encoded, password_changed_at=timezone.now(), **_reached(mine))
    try:
        passwords.check(password, user)
    except ValidationError as no:
        raise Refused(password=no.messages[0]) from None
    user.save()
    grant(user, "customer")
    Membership.objects.create(user=user, organization=mine.organization)
    Consent.objects.create(user=user, terms=terms_now(), source=source)
    mine.state, mine.user, mine.digest = State.ACCEPTED, user, _nothing()
    mine.save(update_fields=["state", "user", "digest"])
    record("invitation.accepted", mine, by=user, username=user.username, source=source)
    record("user.joined", user, by=user, organization=mine.organization_id, invited_by=mine.invited_by_id)
    return user


def _may(by: User, organization: int) -> None:
    if not can(by, "joining.invite") or organization not in managed_companies(by):
        raise Refused(_("只有本单位管理员可以邀请同事。"))


def _held(invitation: Invitation, by: User) -> Invitation:
    mine = Invitation.objects.select_for_update(of=("self",)).select_related("organization").get(pk=invitation.pk)
    _may(by, mine.organization_id)
    if mine.state != State.OPEN:
        raise Refused(_("这个邀请已经有结果了。"))
    return mine


def _address(way: str, address: str) -> str:
    if way == Way.LINK:
        return ""
    if way == Way.PHONE:
        texting = ways.texting()
        number = texting.mobile(address) if texting else ""
        if not number:
            raise Refused(address=_("请填写 11 位手机号。"))
        return number
    clean = email(address, field="address")
    if not clean:
        raise Refused(address=_("请填写同事的邮箱。"))
    return clean


def _is_new(made: Invitation) -> None:
    """Neither a member of this company nor invited already."""
    if not made.address:
        return
    members = User.objects.filter(memberships__organization=made.organization_id)
    known = members.filter(email__iexact=made.address) if made.way == Way.MAIL else members.filter(phone__in=spellings(made.address))
    if known.exists():
        raise Refused(address=_("这位同事已经是本单位用户。"))
    if Invitation.objects.filter(organization=made.organization_id, address__iexact=made.address, state=State.OPEN).exists():
        raise Refused(address=_("已经邀请过这位同事，可以在列表里重新发送。"))


def _spend(made: Invitation) -> None:
    budgets = [Budget(f"invite:{made.organization_id}", 30, DAY)]
    if made.address:
        budgets.append(Budget(f"invite-to:{digest_of(made.address.lower())[:24]}", 5, DAY))
    throttle.take(*budgets)


def _send(made: Invitation, *, by: User, verb: str) -> str:
    secret, now = secrets.token_urlsafe(24), timezone.now()
    made.digest, made.sent_at, made.expires_at = digest_of(secret), now, now + LIFE
    made.save()
    record(verb, made, by=by, way=made.way, organization=made.organization_id)
    told: dict[str, Any] = {"token": secret, "address": made.address, "invitation": made.pk}
    if made.way == Way.MAIL:
        enqueue("joining.letter", {**told, "letter": "invitation", "name": made.name or made.address, "company": made.organization.name})
    elif made.way == Way.PHONE:
        enqueue("joining.invitation", told)
    return secret if made.way == Way.LINK else ""


def _reached(mine: Invitation) -> dict[str, str]:
    """What is known of the person because the secret arrived there."""
    return {Way.MAIL: {"email": mine.address}, Way.PHONE: {"phone": mine.address}}.get(Way(mine.way), {})


def _nothing() -> str:
    """A digest that no secret has."""
    return "void:" + secrets.token_hex(20)
