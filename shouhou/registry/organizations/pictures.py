"""The vendor's logo and 公众号 code: pictures that anybody may see, on the sign-in page too."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouhou.foundation import files
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.models import Vendor

ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
LARGEST = 2 * 1024 * 1024


def keep_picture(profile: Vendor, upload: Any, *, by: User, field: str) -> str:
    """Keep an uploaded picture for the vendor's profile and answer `token/name`, its address under /files/.

    `field` is logo or wechat_qr. Raises `Refused` beside `<field>_file` when it is no PNG, JPG or WebP picture or larger than 2 MB.
    """
    beside = f"{field}_file"
    if upload.size > LARGEST:
        raise Refused(**{beside: _("图片太大：最多 2 MB。")})
    try:
        kept = files.receive(upload, by=by)
    except Refused as no:
        raise Refused(**{beside: no.message}) from None
    if kept.mime not in ENDINGS:
        raise Refused(**{beside: _("请上传 PNG、JPG 或 WebP 图片。")})
    files.publish(kept.token, profile, by=by)
    return f"{kept.token}/{field}.{ENDINGS[kept.mime]}"
