"""Whether people may register by themselves now, and what the terms say."""

from __future__ import annotations

from hashlib import sha256

from shouhou.foundation.kept import Kept
from shouhou.registry.joining import ways
from shouhou.registry.joining.models import Admission, Terms
from shouhou.registry.organizations.belonging import vendor


def _read() -> Admission:
    return Admission.objects.first() or Admission()


admission = Kept(_read)
"""The installation's wishes, kept a few seconds."""


def is_open() -> bool:
    """Whether 免费注册 stands on the sign-in page: opened by the vendor, and the proof it asks for can be had."""
    wishes = admission()
    return wishes.is_open and can_prove(wishes.proof)


def can_prove(proof: str) -> bool:
    """Whether what has to be proved can be: a letter or a code can be sent."""
    if proof == Admission.Proof.PHONE:
        return ways.texting() is not None
    return proof == Admission.Proof.NONE or "email" in ways.ready()


def terms_now() -> Terms:
    """The version of the terms that holds now; made when its text is new."""
    text = vendor().terms
    return Terms.objects.get_or_create(digest=sha256(text.encode()).hexdigest(), defaults={"text": text})[0]
