"""Making copies, erasing, and throwing copies away."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as word

from shouhou.faces.centre.collecting import collected, own_files
from shouhou.faces.centre.erasing import erase
from shouhou.faces.centre.models import Export
from shouhou.foundation.accounts.models import User
from shouhou.foundation.files import blobs
from shouhou.foundation.jobs import Report, job, schedule
from shouhou.registry.joining.models import Application

KEPT = timedelta(days=3)


@job("centre.copy", label=word("生成个人资料副本"), tries=3, long=True)
def make_copy(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Write the zip: data.json and the person's own files. Made again, it replaces itself."""
    export = Export.objects.select_related("user").get(pk=payload["export"])
    export.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    begun = export.path.with_suffix(".part")
    files = list(own_files(export.user))
    with ZipFile(begun, "w", ZIP_DEFLATED) as out:
        os.chmod(begun, 0o600)
        out.writestr("data.json", json.dumps(collected(export.user), ensure_ascii=False, indent=1, cls=DjangoJSONEncoder))
        for n, (place, file) in enumerate(files, 1):
            if blob := blobs.there(file.sha256):
                out.write(blob, place)
            progress(n, len(files))
    os.replace(begun, export.path)
    size = export.path.stat().st_size
    Export.objects.filter(pk=export.pk).update(size=size, ready_at=timezone.now(), expires_at=timezone.now() + KEPT)
    return {"size": size, "files": len(files)}


@job("centre.erase", label=word("删除个人资料"), tries=5)
def carry_out(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Erase the person whose request was approved."""
    with transaction.atomic():
        asked = Application.objects.select_for_update(of=("self",)).get(pk=payload["application"])
        if asked.kind == Application.Kind.ERASURE and asked.state == Application.State.APPROVED:
            erase(User.objects.select_for_update().get(pk=asked.user_id), by=asked.decided_by)
    return {"user": asked.user_id}


@schedule("centre.tidy", label=word("清理个人资料副本"), every=3600)
def tidy(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Copies go when their days are over."""
    gone = 0
    for export in Export.objects.filter(expires_at__lt=timezone.now()):
        export.path.unlink(missing_ok=True)
        export.delete()
        gone += 1
    return {"gone": gone}
