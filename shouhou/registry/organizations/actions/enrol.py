"""A person of a customer gets an account: user name and first password are assigned (manual 000 §四, HJ-1.2-13)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, grant, revoke
from shouhou.foundation.accounts import passwords
from shouhou.foundation.accounts.ended import end_sessions
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.organizations.actions.lines import email as one_email
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.organizations.actions.lines import phone as one_phone
from shouhou.registry.organizations.actions.usernames import free_username
from shouhou.registry.organizations.models import Membership, Organization


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new account and its one-time password, which is known only now."""

    user: User
    password: str


@transaction.atomic
def enrol(organization: Organization, *, by: User | None, username: str, name: str, email: str = "", phone: str = "",
          is_admin: bool = False) -> Enrolled:
    """Make the account of a person of `organization`. The password is made here and must be changed at the first sign-in.

    Raises `Refused` beside username, name, email, phone; and for the vendor itself, whose people are hired.
    """
    if organization.kind == Organization.Kind.VENDOR:
        raise Refused(_("厂商自己的员工请在“人员”里新建。"))
    user, password = open_new_account(username=username, name=name, email=email, phone=phone)
    Membership.objects.create(user=user, organization=organization, is_admin=is_admin)
    grant(user, "customer", *(["customer_admin"] if is_admin else []))
    record("user.enrolled", user, by=by, organization=organization.pk, username=user.username)
    return Enrolled(user, password)


def open_new_account(*, username: str, name: str, email: str = "", phone: str = "", password: str = "") -> tuple[User, str]:
    """A checked, saved account with a one-time password, or with `password` when the person chose it now."""
    facts = {
        "username": free_username(username),
        "name": line(name, field="name", limit=60, required=_("请填写真实姓名。")),
        "email": one_email(email),
        "phone": one_phone(phone),
    }
    given = password or passwords.make()
    user = User.objects.create_user(password=given, must_change_password=not password, **facts)
    return user, given


@transaction.atomic
def edit_person(user: User, *, by: User | None, name: str, email: str = "", phone: str = "") -> None:
    """Correct name, mail, phone. The user name stays what it was assigned as."""
    user.name = line(name, field="name", limit=60, required=_("请填写真实姓名。"))
    user.email = one_email(email)
    user.phone = one_phone(phone)
    user.save(update_fields=["name", "sort_key", "email", "phone"])
    record("user.edited", user, by=by)


@transaction.atomic
def set_company_admin(membership: Membership, is_admin: bool, *, by: User | None) -> None:
    """Make a person 管理员 of the company, or no longer. Takes effect with the next request."""
    if membership.is_admin == is_admin:
        return
    membership.is_admin = is_admin
    membership.save(update_fields=["is_admin"])
    user = membership.user
    if is_admin:
        grant(user, "customer_admin")
    elif not Membership.objects.filter(user=user, is_admin=True).exists():
        revoke(user, "customer_admin")
    if not is_admin:
        end_sessions(user)
    record("user.company_admin_changed", user, by=by, organization=membership.organization_id, is_admin=is_admin)
