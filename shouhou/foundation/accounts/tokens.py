"""Keys for programs: issue, recognise, revoke."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shouhou.foundation.accounts.models import Token, User


@transaction.atomic
def issue(user: User, name: str, scopes: list[str], days: int = 365) -> str:
    """Make a token for `user` and answer its secret, which is shown this once. Scopes are capability names, or `*`."""
    secret = Token.new_secret()
    Token.objects.create(user=user, name=name, digest=Token.digest_of(secret), scopes=scopes,
                         expires_at=timezone.now() + timedelta(days=days))
    return secret


def recognise(secret: str) -> Token | None:
    """The live token of this secret, with its user; None when unknown, revoked, expired or its user is disabled."""
    if not 20 <= len(secret) <= 100:
        return None
    token = Token.objects.select_related("user").filter(
        digest=Token.digest_of(secret), revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True).first()
    if token and (token.last_used_at is None or timezone.now() - token.last_used_at > timedelta(minutes=5)):
        Token.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
    return token


def revoke(token: Token) -> None:
    """From the next request on this token opens nothing."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
