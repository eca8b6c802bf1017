"""文档中心 at the desk: the list, uploading one or many, editions, a PDF by hand, 发布 and 取消发布."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouhou.foundation.access import allow
from shouhou.foundation.events import timeline
from shouhou.foundation.grid import grid_page
from shouhou.support.documents import actions, rendering
from shouhou.support.documents.forms import DRAFT, DocumentForm, Facts
from shouhou.support.documents.grid import DOCUMENTS, kept
from shouhou.support.documents.models import Document
from shouhou.support.knowledge.grid import OWN, categories
from shouhou.support.shelf.desk import Desk


@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """The list with the categories above."""
    return grid_page(request, DOCUMENTS, template="documents/workbench/documents.html", keep=OWN, tools_template="documents/workbench/tools.html",
                     categories=list(categories()), chosen=request.GET.get("category", ""), nothing_picture="file",
                     nothing=_("这里是文档中心的全部文档。上传 PDF 或 Office 文件，发布后客户即可在线查看。"), nothing_word=_("上传文档"),
                     nothing_url="/workbench/documents/new/")


def seen(request: HttpRequest, pk: int) -> Document:
    rows = kept(request.user).select_related("category__parent", "product", "module", "version", "author", "file", "rendition").defer("plain")
    one: Document = get_object_or_404(rows, pk=pk)
    return one


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document with its file, its earlier editions and what happened to it."""
    one = seen(request, pk)
    return render(request, "documents/workbench/document.html", {
        "document": one, "editions": one.editions.select_related("file", "by").order_by("-edition"), "note": _(one.note) if one.note else "",
        "moments": [{"at": event.at, "by": event.by, "word": happened(event.verb)} for event in timeline(one).order_by("-id")[:20]],
        "converter": bool(rendering.converter()), "draft": f"{DRAFT}.{one.pk}"})


def happened(verb: str) -> str:
    """What an event is called."""
    return {"document.added": _("上传"), "document.changed": _("修改"), "document.replaced": _("更换文件"), "document.rendered": _("生成了在线查看的 PDF"),
            "document.not_rendered": _("转换失败"), "document.published": _("发布"), "document.withdrawn": _("取消发布"),
            "document.downloaded": _("下载")}.get(verb, verb)


DESK = Desk(
    Document, kept, seen, actions.add_document, Facts, DocumentForm, DRAFT, converts=lambda: bool(rendering.converter()),
    uploaded=lambda count: _("已上传 %d 个文档。") % count, unticked=lambda: _("请先勾选文档。"))


def new(request: HttpRequest) -> HttpResponse:
    """上传文档: one file, or many that belong to the same place; each is a document called as its file."""
    return DESK.new(request)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a document."""
    return DESK.edit(request, pk)


@require_POST
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """更换文件 (`which=file`), or the PDF that is shown for it (`which=rendition`)."""
    return DESK.replace(request, pk, {"file": actions.replace_file, "rendition": actions.set_rendition})


@require_POST
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """发布, 取消发布 or 删除 of one."""
    return DESK.verdict(request, pk)


@require_POST
def verdicts(request: HttpRequest) -> HttpResponse:
    """The same for the ticked ones."""
    return DESK.verdicts(request)


urlpatterns = [
    path("documents/", allow("documents.edit", documents), name="desk-documents"),
    path("documents/new/", allow("documents.edit", new), name="new-document"),
    path("documents/verdicts/", allow("documents.edit", verdicts), name="document-verdicts"),
    path("documents/<int:pk>/", allow("documents.edit", document), name="desk-document"),
    path("documents/<int:pk>/edit/", allow("documents.edit", edit), name="edit-document"),
    path("documents/<int:pk>/replace/", allow("documents.edit", replace), name="replace-document"),
    path("documents/<int:pk>/verdict/", allow("documents.edit", verdict), name="document-verdict"),
]
