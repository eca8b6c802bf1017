"""Uploading a document, changing it, replacing its file, taking it away."""

from __future__ import annotations

from datetime import date, datetime
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
from shouhou.registry.products.models import Module, Product, Version
from shouhou.support.documents import rendering, searching
from shouhou.support.documents.actions.render import begin, queue
from shouhou.support.documents.models import Document, Edition
from shouhou.support.knowledge.models import Category

LONGEST_TITLE, LONGEST_BRIEF = 200, 2000


@transaction.atomic
def add_document(token: str, *, category: Category, by: User, title: str = "", product: Product | None = None, module: Module | None = None,
                 version: Version | None = None, brief: str = "", published_on: date | None = None, expires_on: date | None = None,
                 at: datetime | None = None) -> Document:
    """Make a document of an upload of `by`; it is 未发布. Without a title it is called as its file. Raises `Refused` beside each field."""
    now = at or timezone.now()
    file = uploaded(token, by)
    document = Document(author=by, file=file, created_at=now, updated_at=now)
    _fill(document, one_line(title) or file.name.rpartition(".")[0], category, product, module, version, brief, published_on, expires_on)
    begin(document)
    document.save()
    files.attach([token], document, by=by, part="edition:1")
    searching.put(document)
    queue(document)
    record("document.added", document, by=by, title=document.title)
    return document


@transaction.atomic
def edit_document(document: Document, *, category: Category, by: User | None, title: str, product: Product | None = None, module: Module | None = None,
                  version: Version | None = None, brief: str = "", published_on: date | None = None, expires_on: date | None = None) -> Document:
    """Change what is said of a document; its file stays."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.is_published and published_on is None:
        raise Refused(published_on=_("已发布的文档要有发布日期。"))
    _fill(document, title, category, product, module, version, brief, published_on, expires_on)
    document.updated_at = timezone.now()
    document.save()
    searching.put(document)
    record("document.changed", document, by=by)
    return document


@transaction.atomic
def replace_file(document: Document, token: str, *, by: User) -> Document:
    """A new edition: readers get the new file, the one before is kept."""
    document = Document.objects.select_for_update(of=("self",)).select_related("file").get(pk=document.pk)
    file = uploaded(token, by)
    Edition.objects.create(document=document, edition=document.edition, file=document.file, by=document.author, at=document.updated_at)
    document.edition, document.file, document.author, document.updated_at = document.edition + 1, file, by, timezone.now()
    begin(document)
    document.save()
    files.attach([token], document, by=by, part=f"edition:{document.edition}")
    searching.put(document)
    queue(document)
    record("document.replaced", document, by=by, edition=document.edition)
    return document


@transaction.atomic
def remove_document(document: Document, *, by: User | None) -> None:
    """Take a document and its files away for good. One that readers see is withdrawn first."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.is_published:
        raise Refused(_("“%s”已发布，无法删除。请先取消发布。") % document.title)
    searching.forget(document.pk)
    record("document.removed", document, by=by, title=document.title)
    gone = [file.pk for file in files.of(document)]
    document.delete()
    File.objects.filter(pk__in=gone).delete()


def uploaded(token: str, by: User) -> File:
    """A loose upload of this person that a document may be made of. Raises `Refused` beside `files`."""
    file: File | None = File.objects.named(token).loose().filter(owner=by).select_for_update().first()
    if file is None:
        raise Refused(files=_("请先上传文件。"))
    ending = rendering.ending_of(file.name)
    if ending not in rendering.TAKEN or (file.kind not in ("pdf", "office") and ending != "ofd"):
        raise Refused(files=_("“%s”不是 PDF 或 Office 文档。") % file.name)
    return file


def _fill(document: Document, title: str, category: Category, product: Product | None, module: Module | None, version: Version | None, brief: str,
          published_on: date | None, expires_on: date | None) -> None:
    title = one_line(title)
    brief = "".join(c for c in brief if c.isprintable() or c == "\n").strip()
    wrong: dict[str, Any] = {}
    if not title:
        wrong["title"] = _("请填写文档标题。")
    elif len(title) > LONGEST_TITLE:
        wrong["title"] = _("请不要超过 %d 个字。") % LONGEST_TITLE
    if len(brief) > LONGEST_BRIEF:
        wrong["brief"] = _("请不要超过 %d 个字。") % LONGEST_BRIEF
    if module is not None and (product is None or module.product_id != product.pk):
        wrong["module"] = _("所选模块不属于这个产品，请重新选择。")
    if version is not None and (product is None or version.product_id != product.pk):
        wrong["version"] = _("所选版本不属于这个产品，请重新选择。")
    if published_on and expires_on and expires_on < published_on:
        wrong["expires_on"] = _("有效期不能早于发布日期。")
    if wrong:
        raise Refused(**wrong)
    document.title, document.category, document.brief = title, category, brief
    document.product, document.module, document.version = product, module, version
    document.published_on, document.expires_on = published_on, expires_on
