"""Bearer tokens (RFC 6750). A token does what its owner may do, narrowed by its scopes."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from shouhou.foundation.accounts import tokens
from shouhou.foundation.accounts.models import User


class Bearer(HttpBearer):
    """`Authorization: Bearer sh_…` → the token's owner, with the scopes noted on it; None gives 401."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = tokens.recognise(token)
        if found is None:
            return None
        user = found.user
        user.__dict__["token_scopes"] = found.scopes
        user.__dict__.pop("_capabilities", None)
        request.user = user
        return user
