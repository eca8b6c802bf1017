"""The vendor's logo and 公众号 code: pictures that anybody may see, on the sign-in page too."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from shouhou.foundation import files
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.models import Vendor

KINDS = ("image/png", "image/jpeg", "image/webp")
LARGEST = 2 * 1024 * 1024


def keep_picture(profile: Vendor, upload: Any, *, by: User | None, field: str) -> str:
    """Keep an uploaded picture for the vendor's profile and answer `token/name`, the path part under /files/.

    Raises `Refused` beside `field` when it is no PNG, JPG or WebP picture or larger than 2 MB.
    """
    if upload.size > LARGEST:
        raise Refused(**{field: _("图片太大：最多 2 MB。")})
    try:
        kept = files.receive(upload, by=by)
    except Refused as no:
        raise Refused(**{field: no.message}) from None
    if kept.kind not in KINDS:
        raise Refused(**{field: _("请上传 PNG、JPG 或 WebP 图片。")})
    files.attach([kept.token], profile, by=by)
    return f"{kept.token}/{quote(kept.name)[:44]}"
