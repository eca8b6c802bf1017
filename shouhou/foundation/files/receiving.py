"""Taking an upload in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.files import blobs, kinds, names, pictures
from shouhou.foundation.files.models import File

A_DAY = 4 << 30
"""Bytes one person may upload in 24 hours."""
LOOSE = 90
"""Files one person may have uploaded without attaching them."""

Scanner = Callable[[UploadedFile], str]
"""Reads an upload from its beginning; answers what is wrong with it, or an empty text. What it raises refuses the upload."""
SCANNERS: list[Scanner] = []


def scanner(look: Scanner) -> Scanner:
    """`@files.scanner`: a room puts a look into every upload before it is kept, such as a virus scanner's."""
    SCANNERS.append(look)
    return look


def check(upload: UploadedFile) -> tuple[str, kinds.Kind]:
    """The harmless name and the kind of an upload. Refuses programs, empty or too large files, broken pictures, names that lie
    about the content, and what a scanner finds."""
    name = names.cleaned(str(upload.name or ""))
    ending = names.ending_of(name)
    upload.seek(0)
    head = upload.read(4096)
    upload.seek(0)
    if not head:
        raise Refused(file=_("“%(name)s”是空文件。") % {"name": name})
    if (upload.size or 0) > settings.MAX_UPLOAD:
        raise Refused(file=_("“%(name)s”超过 %(largest)s MB。") % {"name": name, "largest": settings.MAX_UPLOAD >> 20})
    if kinds.is_program(head, ending):
        raise Refused(file=_("“%(name)s”是可执行文件，不能作为附件。如确需发送，请打包并加密后再传。") % {"name": name})
    kind = kinds.of_content(head, ending)
    if not kinds.agrees(kind, ending):
        raise Refused(file=_("“%(name)s”的内容和扩展名不符，请检查文件是否损坏或改过名。") % {"name": name})
    if kind.kind == "image":
        pictures.check(upload)
    for look in SCANNERS:
        upload.seek(0)
        if found := look(upload):
            raise Refused(file=_("“%(name)s”没有通过安全检查：%(found)s") % {"name": name, "found": found})
    upload.seek(0)
    return name, kind


def receive(upload: UploadedFile, *, by: User, draft: str = "") -> File:
    """Check, keep and note an upload of `by`; loose until it is attached. `draft` says for which form.

    Raises `Refused(file=…)`. The bytes are on the disk before the row exists.
    """
    name, kind = check(upload)
    since = timezone.now() - timedelta(days=1)
    used = File.objects.filter(owner=by, created_at__gt=since).aggregate(n=Sum("size"))["n"] or 0
    if used + (upload.size or 0) > A_DAY:
        raise Refused(file=_("您今天上传的文件总量已到上限，请明天再传或联系管理员。"))
    if File.objects.loose().filter(owner=by).count() >= LOOSE:
        raise Refused(file=_("您有太多上传后没有使用的文件，请先提交或删除。"))
    digest, size, _place = blobs.keep(upload.chunks(1 << 18), largest=settings.MAX_UPLOAD)
    form = "".join(c for c in draft if c.isprintable())[:80]
    return File.objects.create(name=name, size=size, kind=kind.kind, mime=kind.mime, sha256=digest, owner=by, draft=form)
