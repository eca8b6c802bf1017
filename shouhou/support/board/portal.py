"""问题查询 (manual 001 §4.2): 【我的问题】【热点问题】【已解决问题】【待解决问题】, and one public question."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shouhou.foundation.access import allow
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.next_page import local_path
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.kit.text import plain_text
from shouhou.foundation.search import highlight, matching
from shouhou.foundation.search.tokens import fold
from shouhou.foundation.ui.says import say
from shouhou.support.board import actions
from shouhou.support.board.likely import likely, solved
from shouhou.support.board.models import Kept, Tally
from shouhou.support.board.own import favourites, footprints
from shouhou.support.board.publicity import answers_of, known, public, told
from shouhou.support.knowledge.finder import SIZE, Finder, finder
from shouhou.support.tickets.lifecycle import DONE, OPEN
from shouhou.support.tickets.models import Ticket

HOTTEST, CANDIDATES = 30, 200
TABS = {"mine": gettext_lazy("我的问题"), "hot": gettext_lazy("热点问题"), "solved": gettext_lazy("已解决问题"), "open": gettext_lazy("待解决问题")}


def rows_of(tab: str, user: User) -> QuerySet[Ticket]:
    """The questions of a tab, before any condition."""
    if tab == "mine":
        mine: QuerySet[Ticket] = Ticket.objects.visible_to(user).filter(asker=user)
        return mine
    rows = public(user)
    return rows.filter(state__in=OPEN) if tab == "open" else rows.filter(state__in=DONE)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    asked = finder(request, user, "tab")
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    rows = asked.narrow(rows_of(tab, user)).select_related("organization", "asker", "product", "module", "version", "tally")
    order = ("-tally__read_count", "-updated_at", "-pk") if tab == "hot" else ("-updated_at", "-pk")
    rows = (rows.filter(tally__read_count__gt=0) if tab == "hot" else rows).order_by(*order)
    found, count, has_more = turned(rows, asked, user, tab)
    keeping = set(Kept.objects.filter(user=user, ticket__in=found).values_list("ticket", flat=True))
    return render(request, "board/portal/list.html", {
        "tabs": [{"key": key, "label": label, "url": asked.to(tab=key)} for key, label in TABS.items()], "tab": tab, "finder": asked,
        "lines": [line(one, user, asked.words, one.pk in keeping) for one in found], "products": asked.products(user),
        "pager": asked.pager(count, has_more)})


def turned(rows: QuerySet[Ticket], asked: Finder, user: User, tab: str) -> tuple[list[Ticket], int, bool]:
    """The questions of this page, how many there are, whether more follow.

    With words, those of a stranger's question count only where they stand in what this reader may read of it: otherwise a search for
    a company's name would tell whose question it is.
    """
    start = (asked.page - 1) * SIZE
    if asked.words:
        words = fold(asked.words).split()
        own = set(Ticket.objects.visible_to(user).filter(pk__in=matching(rows.order_by(), "ticket", asked.words).values("pk")).values_list("pk", flat=True))
        candidates = matching(rows, "ticket", asked.words)[:CANDIDATES]
        every = [one for one in candidates if one.pk in own or all(word in readable(one) for word in words)]
        every = every[:HOTTEST] if tab == "hot" else every
        return every[start : start + SIZE], len(every), len(every) > start + SIZE
    if tab == "hot":
        hottest = list(rows[:HOTTEST])
        return hottest, len(hottest), False
    shown = list(rows[start : start + SIZE + 1])
    return shown[:SIZE], rows.count(), len(shown) > SIZE


def readable(ticket: Ticket) -> str:
    """The words of a question that strangers read, folded for comparing."""
    names = known(ticket, with_colleagues=True)
    parts = [ticket.title, ticket.description, *answers_of(ticket).values_list("body", flat=True)]
    return fold(" ".join([ticket.number, *(plain_text(told(part, names)[0]) for part in parts)]))


def title_of(ticket: Ticket, user: User) -> str:
    """The title as this person may read it: whole for who asked, without names for others."""
    return ticket.title if ticket.asker_id == user.pk else plain_text(told(ticket.title, known(ticket))[0])


def line(one: Ticket, user: User, words: str, is_kept: bool) -> dict[str, Any]:
    tally = getattr(one, "tally", None)
    return {"ticket": one, "title": highlight(title_of(one, user), words), "reads": tally.read_count if tally else 0,
            "favourites": tally.favourite_count if tally else 0, "is_kept": is_kept, "is_solved": one.state in DONE}


def open_to(user: User) -> QuerySet[Ticket]:
    """Public questions and one's own."""
    rows: QuerySet[Ticket] = Ticket.objects.filter(Q(pk__in=public(user).values("pk")) | Q(pk__in=Ticket.objects.visible_to(user).values("pk")))
    return rows


def held_by(user: User) -> QuerySet[Ticket]:
    """What this person may open, and what he kept while he could."""
    rows: QuerySet[Ticket] = Ticket.objects.filter(Q(pk__in=open_to(user).values("pk")) | Q(pk__in=Kept.objects.filter(user=user).values("ticket")))
    return rows


def seen(request: HttpRequest, number: str) -> Ticket:
    rows = open_to(reader(request)).select_related("organization", "asker", "product", "module", "version", "tally")
    one: Ticket = get_object_or_404(rows, number=number[:40].replace("\0", ""))
    return one


@require_safe
def question(request: HttpRequest, number: str) -> HttpResponse:
    """问题明细: what was asked and answered, without who asked. One's own question opens whole, on its page."""
    user, one = reader(request), seen(request, number)
    actions.look(one, by=user)
    if Ticket.objects.visible_to(user).filter(pk=one.pk).exists():
        return HttpResponseRedirect(reverse("ticket", args=[one.number]))
    names = known(one, with_colleagues=True)
    tally = Tally.objects.get(ticket=one)
    return render(request, "board/portal/question.html", {
        "ticket": one, "title": plain_text(told(one.title, names)[0]), "description": mark_safe(told(one.description, names)[0]),  # noqa: S308 - cleaned
        "answers": [{"at": entry.at, "ordinal": entry.ordinal, "html": mark_safe(told(entry.body, names)[0])} for entry in answers_of(one)],  # noqa: S308
        "is_solved": one.state in DONE, "is_kept": Kept.objects.filter(ticket=one, user=user).exists(),
        "reads": tally.read_count, "favourites": tally.favourite_count})


@require_POST
def favourite(request: HttpRequest, number: str) -> HttpResponse:
    """收藏, or with `undo=1` 取消收藏: also of a question that has become private since."""
    user = reader(request)
    if request.POST.get("undo") == "1":
        actions.give_up(get_object_or_404(held_by(user), number=number[:40].replace("\0", "")), by=user)
        say(request, _("已取消收藏。"))
    else:
        actions.keep(seen(request, number), by=user)
        say(request, _("已收藏。"))
    given = local_path(request.POST.get("back", ""))
    return HttpResponseRedirect(given or reverse("board"))


urlpatterns = [
    path("board/", allow("board.read", board), name="board"),
    path("board/<str:number>/", allow("board.read", question), name="board-question"),
    path("board/<str:number>/favourite/", allow("board.read", favourite), name="board-favourite"),
    path("favourites/", allow("board.read", favourites), name="favourites"),
    path("footprints/", allow("board.read", footprints), name="footprints"),
    path("likely-answers/", allow("tickets.ask", likely), name="likely-answers"),
    path("likely-answers/solved/", allow("tickets.ask", solved), name="likely-solved"),
]
