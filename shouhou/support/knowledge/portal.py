"""知识库 for readers: the list with words, categories and the product tree (LC-7), one article, 收藏, 有用 and 无用."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouhou.foundation import files
from shouhou.foundation.access import allow, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.kit.richtext import clean
from shouhou.foundation.search import highlight
from shouhou.foundation.ui.says import say
from shouhou.support.knowledge import actions
from shouhou.support.knowledge.finder import SIZE, Finder, finder
from shouhou.support.knowledge.finding import answers
from shouhou.support.knowledge.grid import published
from shouhou.support.knowledge.models import Article, Category, Favourite, Vote
from shouhou.support.shelf import reading

ALIKE, AROUND = 5, 60


@require_safe
def knowledge(request: HttpRequest) -> HttpResponse:
    """The list, newest first; with words the best answers first."""
    user = reader(request)
    asked = finder(request, user)
    lines, relaxed, pager = found(asked, user) if asked.words else newest(asked, user)
    if asked.words and asked.page == 1:
        actions.note_search(asked.words, len(lines), by=user)
    kept = set(Favourite.objects.filter(user=user, article__in=[line["article"].pk for line in lines]).values_list("article", flat=True))
    return render(request, "knowledge/portal/list.html", {
        "finder": asked, "lines": [{**line, "is_kept": line["article"].pk in kept} for line in lines], "relaxed": relaxed, "pager": pager,
        "categories": tree_of(asked), "products": asked.products(user)})


def newest(asked: Finder, user: User) -> tuple[list[dict[str, Any]], str, dict[str, str]]:
    rows = asked.narrow(published(user))
    start = (asked.page - 1) * SIZE
    shown = list(rows.select_related("product", "module", "version").defer("body", "plain").order_by("-reviewed_at", "-pk")[start : start + SIZE + 1])
    return [{"article": one, "title": one.title, "excerpt": ""} for one in shown[:SIZE]], "", asked.pager(rows.count(), len(shown) > SIZE)


def found(asked: Finder, user: User) -> tuple[list[dict[str, Any]], str, dict[str, str]]:
    best = answers(asked.words, user, product_id=asked.product.pk if asked.product else None, category_id=asked.category.pk if asked.category else None,
                   limit=SIZE, offset=(asked.page - 1) * SIZE)
    within = set(asked.narrow(published(user)).filter(pk__in=[answer.article.pk for answer in best.items]).values_list("pk", flat=True))
    lines = [{"article": a, "title": highlight(a.title, best.words), "excerpt": highlight(a.plain, best.words, around=AROUND)}
             for a in (answer.article for answer in best.items) if a.pk in within]
    return lines, best.relaxed, asked.pager(None, best.has_more)


def tree_of(asked: Finder) -> list[dict[str, Any]]:
    """The category tree with the chosen one marked."""
    every = list(Category.objects.order_by("position", "sort_key", "pk"))
    def node(one: Category) -> dict[str, Any]:
        return {"label": one.name, "url": asked.to(category=one.pk), "is_chosen": asked.category is not None and asked.category.pk == one.pk}
    return [{**node(top), "below": [node(one) for one in every if one.parent_id == top.pk]} for top in every if top.parent_id is None]


def seen(request: HttpRequest, pk: int) -> Article:
    """The article for this reader; 404 where there is none for him. Who writes or reviews may look at it before its review."""
    rows = Article.objects.visible_to(request.user).select_related("category__parent", "product", "module", "version", "owner")
    one: Article = get_object_or_404(rows, pk=pk)
    return one


@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """One article; a reading counts once a person and day."""
    user, one = reader(request), seen(request, pk)
    if one.is_reviewed:
        actions.read(one, by=user)
        one.refresh_from_db(fields=["read_count"])
    body = clean(one.body)
    inside = set(files.tokens_in(body))
    alike = published(user).filter(category=one.category_id).exclude(pk=one.pk).defer("body", "plain").order_by("-read_count", "-pk")[:ALIKE]
    return render(request, "knowledge/portal/article.html", {
        "article": one, "body": mark_safe(body), "files": [f for f in files.of(one) if f.token not in inside],  # noqa: S308 - cleaned
        "is_kept": Favourite.objects.filter(article=one, user=user).exists(), "vote": Vote.objects.filter(article=one, user=user).first(),
        "alike": alike, "may_edit": can(user, "knowledge.edit") or can(user, "knowledge.review")})


@require_POST
def favourite(request: HttpRequest, pk: int) -> HttpResponse:
    """收藏, or with `undo=1` 取消收藏."""
    return reading.favourite(request, Article, pk, seen, "article")


@require_POST
def votes(request: HttpRequest, pk: int) -> HttpResponse:
    """有用 (`useful=1`) or 无用."""
    actions.vote(seen(request, pk), request.POST.get("useful") == "1", by=reader(request))
    say(request, _("感谢您的反馈。"))
    return reading.back(request, "article", pk)


urlpatterns = [
    path("knowledge/", allow("knowledge.read", knowledge), name="knowledge"),
    path("knowledge/<int:pk>/", allow("knowledge.read", article), name="article"),
    path("knowledge/<int:pk>/favourite/", allow("knowledge.read", favourite), name="article-favourite"),
    path("knowledge/<int:pk>/votes/", allow("knowledge.read", votes), name="article-votes"),
]
