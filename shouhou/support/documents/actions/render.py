"""Making a document readable in the browser."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation import files
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record, subject_of
from shouhou.foundation.files import File, blobs
from shouhou.foundation.jobs import enqueue
from shouhou.support.documents import rendering
from shouhou.support.documents.models import Document
from shouhou.support.shelf.verbs import put

PREPARE = "documents.prepare"


def begin(document: Document) -> None:
    """What can be said of a new file at once; the rest is a job. Saves nothing."""
    document.pages, document.plain, document.note = 0, "", ""
    if document.file.kind == "pdf":
        document.rendition, document.shown = document.file, Document.Shown.READY
    else:
        document.rendition = None
        can_be = rendering.converter() and rendering.ending_of(document.file.name) in rendering.CONVERTIBLE
        document.shown = Document.Shown.WAITING if can_be else Document.Shown.MISSING
        document.note = "" if can_be else rendering.NONE


def queue(document: Document) -> None:
    """Convert and read the file in the background, where there is something to do."""
    if document.shown in (Document.Shown.READY, Document.Shown.WAITING):
        enqueue(PREPARE, {"document": document.pk, "edition": document.edition, "rendition": document.rendition_id},
                dedup=f"{document.pk}:{document.edition}:{document.rendition_id}")


@transaction.atomic
def set_rendition(document: Document, token: str, *, by: User) -> Document:
    """Show this PDF for the document, uploaded by hand. Raises `Refused` beside `rendition`."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.file.kind == "pdf":
        raise Refused(rendition=_("这个文档本身就是 PDF，请更换文件。"))
    (file,) = files.attach([token], document, by=by, part=f"rendition:{document.edition}")
    if file.kind != "pdf":
        raise Refused(rendition=_("请上传 PDF 文件。"))
    document.rendition, document.shown, document.note, document.pages, document.plain = file, Document.Shown.READY, "", 0, ""
    document.save()
    put(document)
    queue(document)
    record("document.rendered", document, by=by, edition=document.edition)
    return document


def prepare(document_id: int, edition: int, rendition: int | None) -> str:
    """Convert what waits for it, then read its words. Says what came of it. A document that has changed in between is left alone."""
    document = Document.objects.select_related("file", "rendition").filter(pk=document_id, edition=edition, rendition=rendition).first()
    if document is None:
        return "gone"
    if document.shown == Document.Shown.WAITING:
        source = blobs.there(document.file.sha256)
        digest, size, why = rendering.converted(source, rendering.ending_of(document.file.name), settings.MAX_UPLOAD) if source else ("", 0, rendering.BROKEN)
        if not (document := took(document, digest, size, why)) or document.rendition is None:
            return "failed"
    pdf = blobs.there(document.rendition.sha256) if document.rendition else None
    if pdf is None:
        return "missing"
    words = rendering.read(pdf)
    with transaction.atomic():
        still = Document.objects.select_for_update(of=("self",)).filter(pk=document.pk, rendition=document.rendition_id).first()
        if still is not None:
            still.pages, still.plain, still.note = words.pages, words.text, words.note
            still.save(update_fields=["pages", "plain", "note", "sort_key"])
            put(still)
    return "ready"


@transaction.atomic
def took(document: Document, digest: str, size: int, why: str) -> Document | None:
    """Note what the converter made of a document that still waits for it."""
    still = Document.objects.select_for_update(of=("self",)).filter(pk=document.pk, edition=document.edition, shown=Document.Shown.WAITING).first()
    if still is None:
        return None
    if digest:
        name = still.file.name.rpartition(".")[0] + ".pdf"
        still.rendition = File.objects.create(name=name, size=size, kind="pdf", mime="application/pdf", sha256=digest, owner=still.file.owner,
                                              subject=subject_of(still), part=f"rendition:{still.edition}")
        still.shown = Document.Shown.READY
    else:
        still.shown, still.note = Document.Shown.FAILED, why
    still.save(update_fields=["rendition", "shown", "note", "sort_key"])
    record("document.rendered" if digest else "document.not_rendered", still, by=None, edition=still.edition)
    return still
