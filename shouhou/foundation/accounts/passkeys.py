"""Passkeys (WebAuthn): what a browser is asked, and whether its answer is right."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)

from shouhou.foundation.accounts.models import Passkey, User
from shouhou.foundation.accounts.second import Wrong

ASKED = "passkey"
MOST = 10
"""Passkeys one person may have."""


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host()  # checked against ALLOWED_HOSTS
    origin = f"{request.scheme}://{host}"
    party = PublicKeyCredentialRpEntity(name=host, id=_rp_id(request))
    return Fido2Server(party, verify_origin=lambda said: said == origin)


def _rp_id(request: HttpRequest) -> str:
    return request.get_host().rsplit(":", 1)[0]


def _known(user: User, request: HttpRequest) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(key.public)) for key in Passkey.objects.filter(user=user, rp_id=_rp_id(request))]


def ask_new(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser needs to make a key for this person. Raises `Wrong` when there are enough."""
    known = _known(user, request)
    if len(known) >= MOST:
        raise Wrong(_("最多 %d 个通行密钥，请先删除不用的。") % MOST)
    handle = sha256(f"passkey:{user.pk}".encode()).digest()  # no personal data leaves with it
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=user.username, display_name=user.name), known,
        user_verification=UserVerificationRequirement.PREFERRED)
    request.session[ASKED] = {"new": True, "state": state}
    return dict(options)


def made(request: HttpRequest, answer: Mapping[str, Any], name: str) -> Passkey:
    """The key the browser made, not yet kept. Raises `Wrong` for an answer that does not fit the question."""
    state = _state(request, new=True)
    try:
        data = _server(request).register_complete(state, RegistrationResponse.from_dict(answer))
    except (ValueError, KeyError, TypeError, AttributeError) as no:
        raise Wrong(_("没有通过验证，请再试一次。")) from no
    found = data.credential_data
    if found is None:
        raise Wrong(_("没有通过验证，请再试一次。"))
    digest = sha256(found.credential_id).hexdigest()
    if Passkey.objects.filter(digest=digest).exists():
        raise Wrong(_("这个通行密钥已经登记过。"))
    return Passkey(name=name[:60] or _("通行密钥"), credential_id=websafe_encode(found.credential_id), digest=digest, public=bytes(found),
                   rp_id=_rp_id(request), sign_count=data.counter)


def ask_proof(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the browser has to sign with one of the person's keys. Raises `Wrong` when there is none for this address."""
    known = _known(user, request)
    if not known:
        raise Wrong(_("没有在这个地址登记过通行密钥。"))
    options, state = _server(request).authenticate_begin(known, user_verification=UserVerificationRequirement.PREFERRED)
    request.session[ASKED] = {"new": False, "state": state}
    return dict(options)


def check(request: HttpRequest, user: User, answer: Mapping[str, Any]) -> Passkey:
    """The person's key that signed. Raises `Wrong`; also when its counter went back, which means that it was copied."""
    state = _state(request, new=False)
    try:
        used = _server(request).authenticate_complete(state, _known(user, request), answer)
        count = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError, AttributeError) as no:
        raise Wrong(_("没有通过验证，请再试一次。")) from no
    key = Passkey.objects.get(user=user, digest=sha256(used.credential_id).hexdigest())
    same = Passkey.objects.filter(pk=key.pk)
    if count or key.sign_count:
        same = same.filter(sign_count__lt=count)
    if not same.update(sign_count=count, last_used_at=timezone.now()):
        raise Wrong(_("这个通行密钥可能被复制，不能使用。请用其他方式登录后删除它。"))
    return key


def _state(request: HttpRequest, *, new: bool) -> Any:
    """The question that was asked in this session, which is answered once."""
    asked: Any = request.session.pop(ASKED, None)
    if not isinstance(asked, dict) or asked.get("new") is not new:
        raise Wrong(_("请求已过期，请再试一次。"))
    return asked["state"]


