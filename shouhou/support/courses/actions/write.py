"""Uploading a class, changing it, replacing its film, taking it away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation import files
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.files import File, blobs, names
from shouhou.foundation.kit.text import one_line
from shouhou.support.courses import converting
from shouhou.support.courses.actions.prepare import begin, queue
from shouhou.support.courses.films import BROKEN, Film, Unreadable, look
from shouhou.support.courses.models import Course, Visit
from shouhou.support.shelf.verbs import fill, locked, put


@transaction.atomic
def add_course(token: str, *, by: User, title: str = "", at: datetime | None = None, **facts: Any) -> Course:
    """Make a class of an upload of `by`; it is 未发布. Without a title it is called as its file. `facts` and refusals as in `shelf.verbs.fill`."""
    now = at or timezone.now()
    file, film = uploaded(token, by)
    course = Course(author=by, file=file, created_at=now, updated_at=now)
    fill(course, title=one_line(title) or file.name.rpartition(".")[0], **facts)
    begin(course, film)
    course.save()
    files.attach([token], course, by=by, part="film:1")
    put(course)
    queue(course)
    record("course.added", course, by=by, title=course.title)
    return course


@transaction.atomic
def replace_file(course: Course, token: str, *, by: User) -> Course:
    """A new film in place of the one before, which is not kept; captions and a poster stay. Where people had stopped no longer counts."""
    course = locked(course)
    file, film = uploaded(token, by)
    old = [pk for pk in (course.file_id, course.film_id) if pk is not None]
    course.edition, course.file, course.author, course.updated_at = course.edition + 1, file, by, timezone.now()
    begin(course, film)
    course.save()
    files.attach([token], course, by=by, part=f"film:{course.edition}")
    File.objects.filter(pk__in=old).delete()
    Visit.objects.filter(course=course).update(second=0)
    put(course)
    queue(course)
    record("course.replaced", course, by=by, edition=course.edition)
    return course


def uploaded(token: str, by: User) -> tuple[File, Film]:
    """A loose upload of this person that a class may be made of, and what is in it. Raises `Refused` beside `files`."""
    file: File | None = File.objects.named(token).loose().filter(owner=by).select_for_update().first()
    if file is None:
        raise Refused(files=_("请先上传视频。"))
    ending = names.ending_of(file.name)
    if file.kind != "video" or ending not in converting.READERS:
        raise Refused(files=_("“%s”不是 MP4 或 WebM 视频。") % file.name)
    place = blobs.there(file.sha256)
    try:
        film = look(place) if place else None
    except Unreadable as bad:
        film, why = None, _(str(bad))
    else:
        why = _(BROKEN)
    if film is None:
        raise Refused(files=_("“%(name)s”：%(why)s") % {"name": file.name, "why": why})
    if film.why_not and not converting.converter():
        raise Refused(files=_("“%(name)s”（%(codecs)s）：%(why)s请转成 MP4（H.264）或 WebM（VP9）后上传。") % {
            "name": file.name, "codecs": film.codecs or film.container, "why": _(film.why_not)})
    return file, film
