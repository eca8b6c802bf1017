"""知识库 at the desk: the list, writing, 审核, 知识分类设置, 导入导出 (manual 004 §四(四))."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouhou.foundation import files
from shouhou.foundation.access import Refused, allow, beside, can
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.grid import grid_page
from shouhou.foundation.kit.richtext import clean
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.ui.says import say
from shouhou.support.knowledge import actions
from shouhou.support.knowledge.forms import DRAFT, ArticleForm, facts_of
from shouhou.support.knowledge.grid import ARTICLES, OWN, TABLE, categories, written
from shouhou.support.knowledge.models import Article, Category
from shouhou.support.knowledge.striking import personal
from shouhou.support.shelf import desk

MOST_FILES = 20
VERDICTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "review": ("knowledge.review", actions.review), "withdraw": ("knowledge.review", actions.withdraw),
    "remove": ("knowledge.remove", actions.remove_article)}


def done(verb: str) -> str:
    """What a page says when a verb was done, in the manual's words."""
    return {"review": _("审核成功"), "withdraw": _("取消审核成功"), "remove": _("删除成功")}[verb]


@require_GET
def articles(request: HttpRequest) -> HttpResponse:
    """The list with the categories at the left."""
    may_edit = can(request.user, "knowledge.edit")
    return grid_page(request, ARTICLES, template="knowledge/workbench/articles.html", keep=OWN, tools_template="knowledge/workbench/tools.html",
                     categories=list(categories()), chosen=request.GET.get("category", ""), nothing_picture="book",
                     nothing=_("这里是知识库的全部知识。先写一条，由另一位同事审核后客户才能看到。"),
                     nothing_word=_("新增知识库") if may_edit else "", nothing_url="/workbench/knowledge/new/" if may_edit else "")


def seen(request: HttpRequest, pk: int) -> Article:
    rows = written(request.user).select_related("category__parent", "product", "module", "version", "author", "owner", "reviewer")
    one: Article = get_object_or_404(rows, pk=pk)
    return one


@require_GET
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """One article as it stands, with what it was before, and whatever may still be personal data in it."""
    one = seen(request, pk)
    body = clean(one.body)
    inside = set(files.tokens_in(body))
    return render(request, "knowledge/workbench/article.html", {
        "article": one, "body": mark_safe(body), "files": [f for f in files.of(one) if f.token not in inside],  # noqa: S308 - cleaned
        "revisions": one.revisions.select_related("by").order_by("-edition")[:50],
        "personal": [] if one.is_reviewed else personal(" ".join((one.title, one.brief, one.plain)))[:20],
        "may_review": can(request.user, "knowledge.review") and one.author_id != reader(request).pk})


@require_GET
def revision(request: HttpRequest, pk: int, edition: int) -> HttpResponse:
    """An article as it was."""
    one = seen(request, pk)
    old = get_object_or_404(one.revisions.select_related("by"), edition=edition)
    return render(request, "knowledge/workbench/revision.html", {"article": one, "old": old, "body": mark_safe(clean(old.body))})  # noqa: S308 - cleaned


def new(request: HttpRequest) -> HttpResponse:
    """新增知识库."""
    return writing(request, None)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an article. What was reviewed wants a new 审核 when its words change."""
    return writing(request, seen(request, pk))


def writing(request: HttpRequest, one: Article | None, **context: Any) -> HttpResponse:
    by = reader(request)
    draft = DRAFT if one is None else f"{DRAFT}.{one.pk}"
    form = ArticleForm(request.POST or None, user=by, initial=facts_of(one) if one else {})
    if request.method == "POST" and form.is_valid():
        facts, uploads = dict(form.cleaned_data), desk.tokens(request, MOST_FILES)
        edition = facts.pop("edition")
        try:
            if one is None:
                one = actions.add_article(by=by, uploads=uploads, **facts)
            else:
                one = actions.edit_article(one, by=by, uploads=uploads, edition=edition, owner=one.owner, **facts)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已保存，等待审核。") if not one.is_reviewed else _("已保存。"))
            return redirect("desk-article", one.pk)
    return render(request, "knowledge/workbench/edit.html", {
        "form": form, "article": one, "draft": draft, "uploaded_json": desk.uploaded_json(request, MOST_FILES), **context},
        status=422 if form.errors else 200)


@require_POST
def verdicts(request: HttpRequest) -> HttpResponse:
    """审核, 取消审核 or 删除 of the ticked articles (`pk`, `verb`); each alone, and what was refused is said with its reason."""
    verb, act = desk.chosen(request, VERDICTS)
    by, ticked = reader(request), desk.ticked(request)
    if not ticked:
        say(request, _("请先勾选知识。"), "amber")
        return redirect("articles")
    count, refused = desk.each(written(by).filter(pk__in=ticked).order_by("pk"), act, by)
    if refused:
        told = [{"article": one, "reason": reason} for one, reason in refused]
        return render(request, "knowledge/workbench/verdicts.html", {"done": done(verb), "count": count, "refused": told})
    say(request, _("%(done)s，共 %(count)d 条。") % {"done": done(verb), "count": count} if count > 1 else done(verb), "green" if count else "amber")
    return redirect("articles")


@require_POST
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """审核, 取消审核 or 删除 of one article (`verb`)."""
    return desk.verdict(request, seen(request, pk), VERDICTS, done, here="desk-article", every="articles")


# 知识分类设置

def tree(request: HttpRequest) -> HttpResponse:
    """The tree “全部”; 新增 below the one that is chosen (`parent`)."""
    every = list(categories())
    given = request.GET.get("parent", "") if request.method == "GET" else request.POST.get("parent", "")
    parent = next((one for one in every if str(one.pk) == given and one.parent_id is None), None)
    problem, name = "", ""
    if request.method == "POST":
        name = request.POST.get("name", "")[:500]
        try:
            actions.add_category(name, parent=parent, by=reader(request))
        except Refused as no:
            problem = no.sentence
        else:
            say(request, _("已新增分类。"))
            return at(parent)
    used = dict(Article.objects.values_list("category").annotate(n=Count("pk")))
    tops = [{"one": one, "below": sum(1 for other in every if other.parent_id == one.pk)} for one in every if one.parent_id is None]
    rows = [{"one": one, "used": used.get(one.pk, 0)} for one in every if one.parent_id == (parent.pk if parent else None)]
    return render(request, "knowledge/workbench/categories.html", {"tops": tops, "rows": rows, "parent": parent, "problem": problem, "name": name},
                  status=422 if problem else 200)


def at(parent: Category | None) -> HttpResponseRedirect:
    return HttpResponseRedirect("/workbench/knowledge/categories/" + (f"?parent={parent.pk}" if parent else ""))


def category(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one category: its name."""
    one = get_object_or_404(Category.objects.select_related("parent"), pk=pk)
    name, problem = one.name, ""
    if request.method == "POST":
        name = request.POST.get("name", "")[:500]
        try:
            actions.edit_category(one, name, by=reader(request))
        except Refused as no:
            problem = no.sentence
        else:
            say(request, _("已保存。"))
            return at(one.parent)
    return render(request, "knowledge/workbench/category.html", {"category": one, "name": name, "problem": problem}, status=422 if problem else 200)


@require_POST
def category_removal(request: HttpRequest) -> HttpResponse:
    """删除 of the ticked categories; one that is used stays, and is named with the reason."""
    parent = Category.objects.filter(pk=number_in(request.POST.get("parent", "")) or 0, parent=None).first()
    ticked = desk.ticked(request)
    count, reasons = 0, []
    for one in Category.objects.filter(pk__in=ticked):
        try:
            actions.remove_category(one, by=reader(request))
            count += 1
        except Refused as no:
            reasons.append(no.sentence)
    if count:
        say(request, _("删除成功"))
    for reason in reasons[:5]:
        say(request, reason, "red")
    if not ticked:
        say(request, _("请先勾选要删除的分类。"), "amber")
    return at(parent)


@require_GET
def transfers(request: HttpRequest) -> HttpResponse:
    """导入导出: 引入数据, 引出数据 by the list and by the template of the import, and the results of both."""
    return render(request, "knowledge/workbench/transfers.html", {
        "may_import": can(request.user, "imports.run") and can(request.user, "knowledge.edit"), "may_export": can(request.user, "grid.export"),
        "list_key": ARTICLES.key, "table_key": TABLE.key})


urlpatterns = [
    path("knowledge/", allow("knowledge.read_internal", articles), name="articles"),
    path("knowledge/new/", allow("knowledge.edit", new), name="new-article"),
    path("knowledge/verdicts/", allow("knowledge.read_internal", verdicts), name="article-verdicts"),
    path("knowledge/transfers/", allow("knowledge.edit", transfers), name="article-transfers"),
    path("knowledge/categories/", allow("knowledge.categories", tree), name="article-categories"),
    path("knowledge/categories/removal/", allow("knowledge.categories", category_removal), name="article-category-removal"),
    path("knowledge/categories/<int:pk>/", allow("knowledge.categories", category), name="article-category"),
    path("knowledge/<int:pk>/", allow("knowledge.read_internal", article), name="desk-article"),
    path("knowledge/<int:pk>/edit/", allow("knowledge.edit", edit), name="edit-article"),
    path("knowledge/<int:pk>/verdict/", allow("knowledge.read_internal", verdict), name="article-verdict"),
    path("knowledge/<int:pk>/editions/<int:edition>/", allow("knowledge.read_internal", revision), name="article-revision"),
]
