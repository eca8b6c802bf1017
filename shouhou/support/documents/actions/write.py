"""Uploading a document, changing it, replacing its file, taking it away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation import files
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.files import File
from shouhou.foundation.kit.text import one_line
from shouhou.support.documents import rendering
from shouhou.support.documents.actions.render import begin, queue
from shouhou.support.documents.models import Document, Edition
from shouhou.support.shelf.verbs import fill, locked, put


@transaction.atomic
def add_document(token: str, *, by: User, title: str = "", at: datetime | None = None, **facts: Any) -> Document:
    """Make a document of an upload of `by`; it is 未发布. Without a title it is called as its file. `facts` and refusals as in `shelf.verbs.fill`."""
    now = at or timezone.now()
    file = uploaded(token, by)
    document = Document(author=by, file=file, created_at=now, updated_at=now)
    fill(document, title=one_line(title) or file.name.rpartition(".")[0], **facts)
    begin(document)
    document.save()
    files.attach([token], document, by=by, part="edition:1")
    put(document)
    queue(document)
    record("document.added", document, by=by, title=document.title)
    return document


@transaction.atomic
def replace_file(document: Document, token: str, *, by: User) -> Document:
    """A new edition: readers get the new file, the one before is kept."""
    document = locked(document)
    file = uploaded(token, by)
    Edition.objects.create(document=document, edition=document.edition, file_id=document.file_id, by=document.author, at=document.updated_at)
    document.edition, document.file, document.author, document.updated_at = document.edition + 1, file, by, timezone.now()
    begin(document)
    document.save()
    files.attach([token], document, by=by, part=f"edition:{document.edition}")
    put(document)
    queue(document)
    record("document.replaced", document, by=by, edition=document.edition)
    return document


def uploaded(token: str, by: User) -> File:
    """A loose upload of this person that a document may be made of. Raises `Refused` beside `files`."""
    file: File | None = File.objects.named(token).loose().filter(owner=by).select_for_update().first()
    if file is None:
        raise Refused(files=_("请先上传文件。"))
    ending = rendering.ending_of(file.name)
    if ending not in rendering.TAKEN or (file.kind not in ("pdf", "office") and ending != "ofd"):
        raise Refused(files=_("“%s”不是 PDF 或 Office 文档。") % file.name)
    return file
