"""Likely answers beside 我要提问, while the question is being typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.kit.text import number_in, plain_text
from shouhou.foundation.search import highlight
from shouhou.support.board import actions
from shouhou.support.knowledge.finding import answers
from shouhou.support.knowledge.grid import published

SHOWN, AROUND, LEAST, LONGEST = 4, 45, 2, 2000


def likely(request: HttpRequest) -> HttpResponse:
    """The answers to `title` and `description` so far; a part of a page. Too little typed, or nothing found, is an empty part."""
    user = reader(request)
    asked = request.POST if request.method == "POST" else request.GET
    title = asked.get("title", "").replace("\0", "").strip()[:200]
    words = " ".join([title, plain_text(asked.get("description", "").replace("\0", "")[:LONGEST])]).strip()
    lines = []
    if len(title) >= LEAST:
        found = answers(words, user, product_id=number_in(asked.get("product", "")), limit=SHOWN, typing=True)
        public = set(published(user).filter(pk__in=[answer.article.pk for answer in found.items]).values_list("pk", flat=True))
        lines = [{"article": answer.article, "excerpt": highlight(answer.article.plain, found.words, around=AROUND)}
                 for answer in found.items if answer.article.pk in public]
    return render(request, "board/portal/likely.html", {"lines": lines, "words": title})


@require_POST
def solve(request: HttpRequest) -> HttpResponse:
    """这解决了我的问题: count it, close the draft."""
    user = reader(request)
    article = get_object_or_404(published(user), pk=number_in(request.POST.get("article", "")) or 0)
    actions.settle(article, by=user, words=request.POST.get("words", "").replace("\0", "").strip())
    return HttpResponseRedirect(reverse("likely-solved"))


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """What comes after: the browser forgets its copy of the draft here."""
    return render(request, "board/portal/solved.html", {"draft": actions.ASKING})


def solved(request: HttpRequest) -> HttpResponse:
    return solve(request) if request.method == "POST" else thanks(request)
