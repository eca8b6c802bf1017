"""The desk's side: an article from a handled question, suggestions beside a question, what knowledge brought, who sees public questions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shouhou.foundation.access import Refused, allow, beside
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.kit.richtext import clean, from_plain
from shouhou.foundation.kit.text import plain_text
from shouhou.foundation.search import highlight
from shouhou.foundation.ui.says import say
from shouhou.support.board import actions
from shouhou.support.board.models import Deflection, Publicity
from shouhou.support.board.publicity import answers_of, known, told
from shouhou.support.knowledge.actions import add_article
from shouhou.support.knowledge.finding import answers
from shouhou.support.knowledge.forms import ArticleForm
from shouhou.support.knowledge.models import Article, Asked
from shouhou.support.knowledge.striking import Struck
from shouhou.support.tickets.models import Ticket

SHOWN, AROUND, DAYS, LONGEST = 4, 50, 90, 2000


def desk_question(request: HttpRequest, number: str) -> Ticket:
    rows = Ticket.objects.visible_to(request.user).select_related("organization", "asker", "product", "module", "version")
    one: Ticket = get_object_or_404(rows, number=number[:40].replace("\0", ""))
    return one


def drawn(ticket: Ticket) -> tuple[dict[str, Any], list[Struck]]:
    """What an article of this question begins with, and what was struck out of it: the question, then the last answer."""
    names = known(ticket, with_colleagues=True)
    title, struck = told(ticket.title, names)
    question, more = told(ticket.description, names)
    answer, rest = told(getattr(answers_of(ticket).last(), "body", ""), names)
    body = f"<h3>{_('问题')}</h3>{question}<h3>{_('解决办法')}</h3>{answer}"
    facts = {"title": plain_text(title), "body": body, "brief": plain_text(answer)[:500], "product": ticket.product, "module": ticket.module,
             "version": ticket.version, "audience": Article.Audience.CUSTOMER}
    return facts, list(dict.fromkeys([*struck, *more, *rest]))


def from_question(request: HttpRequest, number: str) -> HttpResponse:
    """整理为知识: the form with everything filled in and personal data struck out; sent, it waits for its 审核."""
    ticket, by = desk_question(request, number), reader(request)
    if not ticket.handling_count:
        say(request, _("这个问题还没有处理记录，处理后才能整理为知识。"), "amber")
        return redirect("desk-ticket", ticket.number)
    facts, struck = drawn(ticket)
    form = ArticleForm(request.POST or None, user=by, initial=facts)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("edition")
        try:
            made = add_article(by=by, source=f"ticket:{ticket.pk}", **given)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已保存，等待审核。"))
            return redirect("desk-article", made.pk)
    return render(request, "board/workbench/from_question.html", {
        "form": form, "ticket": ticket, "struck": struck, "draft": f"board.article.{ticket.pk}", "uploaded_json": "[]",
        "made": Article.objects.filter(source=f"ticket:{ticket.pk}").order_by("pk").first()}, status=422 if form.errors else 200)


@require_GET
def suggestions(request: HttpRequest, number: str) -> HttpResponse:
    """The likeliest answers to this question, each with a button that puts it into the handling. A part of the page."""
    ticket = desk_question(request, number)
    words = f"{ticket.title} {plain_text(ticket.description)[:LONGEST]}"
    found = answers(words, reader(request), product_id=ticket.product_id, limit=SHOWN)
    bodies = dict(Article.objects.filter(pk__in=[a.article.pk for a in found.items]).values_list("pk", "body"))
    lines = [{"article": a.article, "excerpt": highlight(a.article.plain, found.words, around=AROUND),
              "html": clean(from_plain(a.article.brief) if a.article.brief else bodies[a.article.pk]),
              "is_internal": a.article.audience != Article.Audience.CUSTOMER} for a in found.items if a.article.is_reviewed and not a.article.is_expired]
    return render(request, "board/workbench/suggestions.html", {"lines": lines, "ticket": ticket})


@require_GET
def effect(request: HttpRequest) -> HttpResponse:
    """知识效果: questions that were not asked, and what was searched and not found, of the last 90 days."""
    since = timezone.localdate() - timedelta(days=DAYS)
    settled = Deflection.objects.filter(at__date__gte=since)
    weeks: dict[str, list[int]] = {}
    first = since - timedelta(days=since.weekday())
    for n in range((timezone.localdate() - first).days // 7 + 1):
        weeks[f"{first + timedelta(days=7 * n):%m-%d}"] = [0, 0]
    asked = Asked.objects.filter(day__gte=since)
    for at in settled.values_list("at", flat=True):
        day = timezone.localdate(at)
        weeks[f"{day - timedelta(days=day.weekday()):%m-%d}"][0] += 1
    for day, count in asked.filter(count=0).values_list("day").annotate(n=Count("pk")):
        weeks[f"{day - timedelta(days=day.weekday()):%m-%d}"][1] += count
    chart = {"kind": "line", "unit": _("次"), "heading": _("周（从周一起）"), "labels": list(weeks), "series": [
        {"name": _("知识解决的问题"), "values": [row[0] for row in weeks.values()], "tone": "green"},
        {"name": _("没有找到的搜索"), "values": [row[1] for row in weeks.values()], "tone": "amber"}]}
    total = asked.aggregate(every=Count("pk"), none=Count("pk", filter=Q(count=0)))
    return render(request, "board/workbench/effect.html", {
        "chart": chart, "days": DAYS, "settled": settled.count(), "asked": total["every"], "none": total["none"],
        "missing": asked.filter(count=0).values("key").annotate(times=Count("pk"), people=Count("user", distinct=True), last=Max("at"),
                                                                 shown=Max("words")).order_by("-times", "-last")[:50],
        "best": settled.values("article_id", "title").annotate(times=Count("pk"), last=Max("at")).order_by("-times", "-last")[:20]})


def settings(request: HttpRequest) -> HttpResponse:
    """公开问题: who reads the questions that are not marked 此问题不对其他用户公开."""
    problem = ""
    if request.method == "POST":
        try:
            actions.set_publicity(request.POST.get("reach", ""), with_earlier=request.POST.get("earlier") == "1", by=reader(request))
        except Refused as no:
            problem = no.fields.get("reach", no.message)
        else:
            say(request, _("已保存。"))
            return redirect("board-settings")
    row = Publicity.objects.first()
    return render(request, "board/workbench/settings.html", {
        "reach": row.reach if row else Publicity.Reach.COLLEAGUES, "since": row.since if row else None, "problem": problem,
        "choices": Publicity.Reach.choices}, status=422 if problem else 200)


urlpatterns = [
    path("tickets/<str:number>/article/", allow("knowledge.edit", from_question), name="article-from-question"),
    path("tickets/<str:number>/suggestions/", allow("knowledge.read_internal", suggestions), name="question-suggestions"),
    path("knowledge/effect/", allow("board.report", effect), name="knowledge-effect"),
    path("board/settings/", allow("board.configure", settings), name="board-settings"),
]
