"""Documents as tests make them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from shouhou.foundation import files
from shouhou.support.documents import actions
from shouhou.support.documents.models import Document
from shouhou.support.knowledge.actions import add_category
from tests.doubles.papers import docx, pdf

PAGES = ("总账期末处理\n结账前先过账。", "第二页\n凭证断号用凭证整理。凭证整理在期末。", "Third page\nGL-0012 unposted")


def token(by: Any, name: str = "总账操作流程.pdf", data: bytes | None = None) -> str:
    """An upload of this person."""
    data = data if data is not None else docx(PAGES) if name.endswith(".docx") else pdf(PAGES)
    return files.receive(SimpleUploadedFile(name, data), by=by).token


def paper(cast: Any, *, name: str = "总账操作流程.pdf", data: bytes | None = None, is_published: bool = True, **facts: Any) -> Document:
    """A document of the knowledge editor."""
    category = facts.pop("category", None) or add_category(f"分类{Document.objects.count()}", by=cast.zhishi)
    made = actions.add_document(token(cast.zhishi, name, data), category=category, by=cast.zhishi, **facts)
    return actions.publish(made, by=cast.zhishi) if is_published else made
