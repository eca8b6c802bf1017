"""Attachments as a form of a question brings them: tokens of files already uploaded, or the files themselves where no script ran."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from shouhou.foundation import files
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User

MOST = 20


def gathered(request: HttpRequest, *, draft: str = "") -> tuple[list[str], list[str]]:
    """The tokens of a posted form, with those of files it carried itself, and sentences for files that were refused."""
    tokens, refusals = kept_tokens(request.POST.getlist("files")), []
    for upload in request.FILES.getlist("upload")[:MOST]:
        try:
            tokens.append(files.receive(upload, by=request.user, draft=draft).token)  # type: ignore[arg-type]
        except Refused as refused:
            refusals.append(_("%(name)s：%(reason)s") % {"name": upload.name, "reason": refused.message})
    return tokens, refusals


def kept_tokens(given: Any) -> list[str]:
    """What can be tokens, each once, at most `MOST`. `given` may be anything a draft once held."""
    listed = given if isinstance(given, list) else [given]
    return list(dict.fromkeys(t for t in listed if isinstance(t, str) and 16 <= len(t) <= 64 and t.isascii()))[:MOST]


def waiting(tokens: list[str], user: User) -> list[dict[str, Any]]:
    """The uploaded files of this person that wait for a form to be sent, as the upload list of a page shows them."""
    if not tokens:
        return []
    return [{"token": f.token, "name": f.name, "size": f.size, "kind": f.kind, "url": f.url, "is_image": f.is_image}
            for f in files.File.objects.loose().filter(token__in=tokens).visible_to(user)]
