"""文档中心 at the desk: the list, uploading one or many, editions, a PDF by hand, 发布 and 取消发布."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouhou.foundation.access import Refused, allow, beside, can
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.events import timeline
from shouhou.foundation.files import File
from shouhou.foundation.grid import grid_page
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.ui.says import say
from shouhou.support.documents import actions, rendering
from shouhou.support.documents.forms import DRAFT, DocumentForm, Facts, facts_of
from shouhou.support.documents.grid import DOCUMENTS, OWN, kept
from shouhou.support.documents.models import Document
from shouhou.support.knowledge.grid import categories

MOST_FILES, MOST_TICKED = 40, 200
VERDICTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "publish": ("documents.edit", actions.publish), "withdraw": ("documents.edit", actions.withdraw), "remove": ("documents.remove", actions.remove_document)}


def done(verb: str) -> str:
    return {"publish": _("已发布。"), "withdraw": _("已取消发布。"), "remove": _("删除成功")}[verb]


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


def tokens(request: HttpRequest) -> list[str]:
    given = [token for token in request.POST.getlist("files") if 16 <= len(token) <= 64 and token.isascii()]
    return list(dict.fromkeys(given))[:MOST_FILES]


def uploaded_json(request: HttpRequest) -> str:
    """What was uploaded to a form that comes back."""
    found = File.objects.loose().filter(token__in=tokens(request)).visible_to(reader(request)) if request.method == "POST" else []
    return json.dumps([{"token": f.token, "name": f.name, "size": f.size, "kind": f.kind, "url": f.url, "is_image": f.is_image} for f in found],
                      ensure_ascii=False)


def new(request: HttpRequest) -> HttpResponse:
    """上传文档: one file, or many that belong to the same place; each is a document called as its file."""
    by = reader(request)
    form = Facts(request.POST or None, user=by)
    problem, given = "", tokens(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = uploads(given, by=by, is_published=request.POST.get("publish") == "1", **form.cleaned_data)
        except Refused as no:
            problem = str(no.fields.get("files") or no.fields.get("title") or "")
            if not problem:
                beside(form, no)
        else:
            say(request, _("已上传 %d 个文档。") % len(made))
            return redirect("desk-document", made[0].pk) if len(made) == 1 else redirect("desk-documents")
    return render(request, "documents/workbench/new.html", {
        "form": form, "draft": DRAFT, "uploaded_json": uploaded_json(request), "problem": problem, "converter": bool(rendering.converter())},
        status=422 if form.errors or problem else 200)


@transaction.atomic
def uploads(given: list[str], *, by: Any, is_published: bool, **facts: Any) -> list[Document]:
    """All of them or none."""
    if not given:
        raise Refused(files=_("请先上传文件。"))
    made = [actions.add_document(token, by=by, **facts) for token in given]
    for one in made if is_published else []:
        actions.publish(one, by=by)
    return made


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a document."""
    one, by = seen(request, pk), reader(request)
    form = DocumentForm(request.POST or None, user=by, initial=facts_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_document(one, by=by, **form.cleaned_data)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已保存。"))
            return redirect("desk-document", pk)
    return render(request, "documents/workbench/edit.html", {"form": form, "document": one}, status=422 if form.errors else 200)


@require_POST
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """更换文件 (`which=file`), or the PDF that is shown for it (`which=rendition`)."""
    one, given = seen(request, pk), tokens(request)
    try:
        if len(given) != 1:
            raise Refused(files=_("请先上传一个文件。"))
        if request.POST.get("which") == "rendition":
            actions.set_rendition(one, given[0], by=reader(request))
        else:
            actions.replace_file(one, given[0], by=reader(request))
    except Refused as no:
        say(request, no.sentence, "red")
    else:
        say(request, _("已更换。"))
    return redirect("desk-document", pk)


@require_POST
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """发布, 取消发布 or 删除 of one document (`verb`)."""
    one, verb, by = seen(request, pk), request.POST.get("verb", ""), reader(request)
    if verb not in VERDICTS or not can(by, VERDICTS[verb][0]):
        raise Refused(_("您没有这个权限。"))
    try:
        VERDICTS[verb][1](one, by=by)
    except Refused as no:
        say(request, no.sentence, "red")
        return redirect("desk-document", pk)
    say(request, done(verb))
    return redirect("desk-documents") if verb == "remove" else redirect("desk-document", pk)


@require_POST
def verdicts(request: HttpRequest) -> HttpResponse:
    """The same for the ticked documents (`pk`); each alone, and what was refused is said with its reason."""
    verb = request.POST.get("verb", "")
    if verb not in VERDICTS or not can(request.user, VERDICTS[verb][0]):
        raise Refused(_("您没有这个权限。"))
    by, act = reader(request), VERDICTS[verb][1]
    ticked = [number for pk in dict.fromkeys(request.POST.getlist("pk")) if (number := number_in(pk)) is not None][:MOST_TICKED]
    if not ticked:
        say(request, _("请先勾选文档。"), "amber")
        return redirect("desk-documents")
    count, reasons = 0, []
    for one in kept(by).filter(pk__in=ticked).order_by("pk"):
        try:
            act(one, by=by)
            count += 1
        except Refused as no:
            reasons.append(no.sentence)
    if count:
        say(request, _("%(done)s共 %(count)d 个。") % {"done": done(verb), "count": count})
    for reason in reasons[:5]:
        say(request, reason, "red")
    return redirect("desk-documents")


urlpatterns = [
    path("documents/", allow("documents.edit", documents), name="desk-documents"),
    path("documents/new/", allow("documents.edit", new), name="new-document"),
    path("documents/verdicts/", allow("documents.edit", verdicts), name="document-verdicts"),
    path("documents/<int:pk>/", allow("documents.edit", document), name="desk-document"),
    path("documents/<int:pk>/edit/", allow("documents.edit", edit), name="edit-document"),
    path("documents/<int:pk>/replace/", allow("documents.edit", replace), name="replace-document"),
    path("documents/<int:pk>/verdict/", allow("documents.edit", verdict), name="document-verdict"),
]
