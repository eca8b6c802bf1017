"""免费注册 (manual 001 §1a): an account by one's own hand. It gives the role of a customer's user and nothing else."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, grant
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.jobs import enqueue
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.joining.actions.apply import apply, join
from shouhou.registry.joining.models import Admission, Application, Consent, Particulars, Pending, Terms
from shouhou.registry.joining.opening import admission, is_open, terms_now

DAYS = 3
OWN = ("name", "email", "phone")
TOLD = ("company", "product", "region", "qq", "born_on", "serial", "service_code")
MORE = ("wants_vip", "wants_admin")


@transaction.atomic
def register(facts: dict[str, Any], encoded: str, *, source: str = "", odd: list[str] | None = None) -> User | Pending:
    """Take a registration: checked `facts` (keys of the catalogue, wants_vip, wants_admin) and a hashed password.

    Answers the new person; what waits when mail address or telephone have to be proved first (the letter is on its way, the code is for
    the page to ask for). `odd` are names of fields that the form does not
    have: somebody tried, and it stands in the record. Whoever registers has agreed to the terms as they are now. Raises `Refused`.
    """
    if not is_open():
        raise Refused(_("现在没有开放注册，请联系服务热线。"))
    terms = terms_now()
    if admission().proof == Admission.Proof.NONE:
        return _make(facts, encoded, terms, source, odd or [])
    token = secrets.token_urlsafe(32)
    kept = {key: value.isoformat() if isinstance(value, date) else value for key, value in facts.items()}
    pending = Pending.objects.create(
        digest=digest_of(token), username_key=normal_key(facts["username"]), password=encoded, facts={**kept, "odd": odd or []},
        source=source, terms=terms, expires_at=timezone.now() + timedelta(days=DAYS))
    if admission().proof == Admission.Proof.PHONE:
        return pending
    enqueue("joining.letter", {"letter": "confirm", "token": token, "name": facts["name"], "address": facts["email"], "pending": pending.pk})
    return pending


@transaction.atomic
def confirm(token: str) -> User:
    """The mail address is proved: the account exists from now on. Raises `Refused` for a link that is none, old, or used."""
    found = Pending.objects.filter(digest=digest_of(token)).first()
    if found is None:
        raise Refused(_("这个链接无效或已过期，请重新注册。"))
    return open_account(found)


@transaction.atomic
def open_account(waiting: Pending) -> User:
    """What had to be proved is proved. Raises `Refused` when it is too late, or somebody has the user name by now."""
    pending = Pending.objects.select_for_update().filter(pk=waiting.pk, expires_at__gt=timezone.now()).first()
    if pending is None:
        raise Refused(_("这个链接无效或已过期，请重新注册。"))
    facts = dict(pending.facts)
    odd = facts.pop("odd", [])
    if facts.get("born_on"):
        facts["born_on"] = date.fromisoformat(facts["born_on"])
    if User.objects.filter(username_key=pending.username_key).exists():
        raise Refused(_("用户名已经被别人使用，请换一个重新注册。"))
    user = _make(facts, pending.password, pending.terms, pending.source, odd)
    pending.delete()
    return user


def digest_of(token: str) -> str:
    """How a one-time secret is kept. It has 59 random bits at least, so a slow hash adds nothing."""
    return sha256(token.encode()).hexdigest()


def _make(facts: dict[str, Any], encoded: str, terms: Terms, source: str, odd: list[str]) -> User:
    user = User(username=facts["username"], password=encoded, password_changed_at=timezone.now(),
                **{key: facts.get(key) or "" for key in OWN})
    user.save()
    grant(user, "customer")
    Particulars.objects.create(user=user, **{key: facts[key] for key in TOLD if facts.get(key)})
    Consent.objects.create(user=user, terms=terms, source=source)
    record("user.registered", user, by=user, username=user.username, source=source, odd=odd, terms=terms.pk)
    if facts.get("company"):
        join(user, facts["company"])
    for wish, kind in zip(MORE, (Application.Kind.VIP, Application.Kind.ADMIN), strict=True):
        if facts.get(wish):
            apply(user, kind, service_code=facts.get("service_code", ""))
    return user
