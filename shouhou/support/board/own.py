"""我的收藏 and 我的足迹 (LC-10, LC-2c)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.events.models import Event
from shouhou.support.board.models import Kept, Seen
from shouhou.support.board.publicity import known, public, told
from shouhou.support.courses.models import Course, Visit
from shouhou.support.courses.models import Favourite as KeptCourse
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


def courses(rows: list[Any], user: User) -> list[dict[str, Any]]:
    seen = dict(Course.objects.visible_to(user).filter(pk__in=[row.course_id for row in rows]).values_list("pk", "title"))
    return [{"kind": _("课程"), "icon": "play", "at": row.at, "title": seen.get(row.course_id, ""),
             "url": f"/courses/{row.course_id}/" if row.course_id in seen else "", "undo": f"/courses/{row.course_id}/favourite/"} for row in rows]


def kept(user: User) -> list[dict[str, Any]]:
    """What one kept, in no order. What is gone or private now has no title."""
    return [*articles(list(Favourite.objects.filter(user=user).select_related("article").order_by("-at")[:MOST]), user),
            *documents(list(KeptDocument.objects.filter(user=user).order_by("-at")[:MOST]), user),
            *courses(list(KeptCourse.objects.filter(user=user).order_by("-at")[:MOST]), user),
            *questions(list(Kept.objects.filter(user=user).select_related("ticket").order_by("-at")[:MOST]), user)]


@dataclass(frozen=True, slots=True)
class Saved:
    """A download, in the shape of a reading."""

    at: datetime
    document_id: int = 0
    course_id: int = 0


def saved(user: User) -> list[dict[str, Any]]:
    """What one downloaded, each thing at the last time."""
    last: dict[str, datetime] = {}
    for event in Event.objects.filter(by=user, verb__in=("document.downloaded", "course.downloaded")).order_by("-pk")[:MOST]:
        last.setdefault(event.subject, event.at)
    of: dict[str, list[Saved]] = {"document": [], "course": []}
    for subject, at in last.items():
        kind, _colon, pk = subject.partition(":")
        of[kind].append(Saved(at, **{f"{kind}_id": int(pk)}))
    return [*documents(of["document"], user), *courses(of["course"], user)]


def questions(rows: list[Any], user: User) -> list[dict[str, Any]]:
    seen = readable_titles([row.ticket_id for row in rows], user)
    return [{"kind": _("问题"), "icon": "question", "at": row.at, "title": seen[row.ticket_id][0] if row.ticket_id in seen else "",
             "url": f"/board/{row.ticket.number}/" if row.ticket_id in seen else "", "undo": f"/board/{row.ticket.number}/favourite/"} for row in rows]


def newest(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(lines, key=lambda line: line["at"], reverse=True)[:MOST]


@require_safe
def favourites(request: HttpRequest) -> HttpResponse:
    """What one kept, newest first. What is gone or private now stands there without its title, and can be given up."""
    return render(request, "board/portal/favourites.html", {"lines": newest(kept(reader(request)))})


READ: dict[str, tuple[Any, Callable[[User], list[dict[str, Any]]]]] = {
    "questions": (_lazy("问题"), lambda user: questions(list(Seen.objects.filter(user=user).select_related("ticket").order_by("-at")[:MOST]), user)),
    "documents": (_lazy("文档"), lambda user: documents(list(ReadDocument.objects.filter(user=user).order_by("-at")[:MOST]), user)),
    "courses": (_lazy("在线课堂"), lambda user: courses(list(Visit.objects.filter(user=user).order_by("-at")[:MOST]), user)),
    "knowledge": (_lazy("知识库"), lambda user: articles(list(Reading.objects.filter(user=user).select_related("article").order_by("-at")[:MOST]), user)),
    "favourites": (_lazy("我的收藏"), kept),
    "downloads": (_lazy("已下载"), saved),
}
"""The six kinds of 我的足迹 as manual 001 §4c names them: what one looked at, kept and saved."""


@require_safe
def footprints(request: HttpRequest) -> HttpResponse:
    """What one read, kept and downloaded lately, each once a day; a click opens it again. `kind` is one of the six."""
    user, kind = reader(request), request.GET.get("kind", "")
    kind = kind if kind in READ else ""
    deeds = {"favourites": _("收藏"), "downloads": _("下载")}
    lines = [{**line, "deed": deeds.get(name, _("浏览"))} for name, (_label, found) in READ.items() if name == kind or not kind
             for line in found(user) if line["title"]]
    return render(request, "board/portal/footprints.html", {
        "lines": newest(lines), "kind": kind, "kinds": [(name, label) for name, (label, _found) in READ.items()]})
