"""我的收藏 and 我的足迹 (LC-10, LC-2c)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.reader import reader
from shouhou.support.board.models import Kept, Seen
from shouhou.support.board.publicity import known, public, told
from shouhou.support.documents.models import Document
from shouhou.support.documents.models import Favourite as KeptDocument
from shouhou.support.documents.models import Reading as ReadDocument
from shouhou.support.knowledge.grid import published
from shouhou.support.knowledge.models import Favourite, Reading
from shouhou.support.tickets.models import Ticket

MOST = 200


def readable_titles(ids: list[int], user: User) -> dict[int, tuple[str, str]]:
    """(title, number) of those of these questions the person may read now."""
    own = {t.pk: (t.title, t.number) for t in Ticket.objects.visible_to(user).filter(pk__in=ids)}
    others = public(user).filter(pk__in=[pk for pk in ids if pk not in own]).select_related("organization", "asker")
    return own | {t.pk: (told(t.title, known(t))[0], t.number) for t in others}


def articles(rows: list[Any], user: User) -> list[dict[str, Any]]:
    seen = set(published(user).filter(pk__in=[row.article_id for row in rows]).values_list("pk", flat=True))
    return [{"kind": _("知识"), "icon": "book", "at": row.at, "title": row.article.title if row.article_id in seen else "",
             "url": f"/knowledge/{row.article_id}/" if row.article_id in seen else "", "undo": f"/knowledge/{row.article_id}/favourite/"} for row in rows]


def documents(rows: list[Any], user: User) -> list[dict[str, Any]]:
    seen = dict(Document.objects.visible_to(user).filter(pk__in=[row.document_id for row in rows]).values_list("pk", "title"))
    return [{"kind": _("文档"), "icon": "file", "at": row.at, "title": seen.get(row.document_id, ""),
             "url": f"/documents/{row.document_id}/" if row.document_id in seen else "", "undo": f"/documents/{row.document_id}/favourite/"} for row in rows]


def questions(rows: list[Any], user: User) -> list[dict[str, Any]]:
    seen = readable_titles([row.ticket_id for row in rows], user)
    return [{"kind": _("问题"), "icon": "question", "at": row.at, "title": seen[row.ticket_id][0] if row.ticket_id in seen else "",
             "url": f"/board/{row.ticket.number}/" if row.ticket_id in seen else "", "undo": f"/board/{row.ticket.number}/favourite/"} for row in rows]


def newest(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(lines, key=lambda line: line["at"], reverse=True)[:MOST]


@require_safe
def favourites(request: HttpRequest) -> HttpResponse:
    """What one kept, newest first. What is gone or private now stands there without its title, and can be given up."""
    user = reader(request)
    lines = articles(list(Favourite.objects.filter(user=user).select_related("article").order_by("-at")[:MOST]), user)
    lines += documents(list(KeptDocument.objects.filter(user=user).order_by("-at")[:MOST]), user)
    lines += questions(list(Kept.objects.filter(user=user).select_related("ticket").order_by("-at")[:MOST]), user)
    return render(request, "board/portal/favourites.html", {"lines": newest(lines)})


@require_safe
def footprints(request: HttpRequest) -> HttpResponse:
    """What one read lately, each once a day; a click opens it again."""
    user = reader(request)
    lines = articles(list(Reading.objects.filter(user=user).select_related("article").order_by("-at")[:MOST]), user)
    lines += documents(list(ReadDocument.objects.filter(user=user).order_by("-at")[:MOST]), user)
    lines += questions(list(Seen.objects.filter(user=user).select_related("ticket").order_by("-at")[:MOST]), user)
    return render(request, "board/portal/footprints.html", {"lines": [line for line in newest(lines) if line["title"]]})
