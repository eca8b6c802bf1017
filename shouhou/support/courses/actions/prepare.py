"""Making a class playable in the browser."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from shouhou.foundation.access import Refused
from shouhou.foundation.events import record, subject_of
from shouhou.foundation.files import File, blobs
from shouhou.foundation.jobs import enqueue
from shouhou.support.courses import converting
from shouhou.support.courses.films import BROKEN, Film, Unreadable, look
from shouhou.support.courses.models import Course

PREPARE = "courses.prepare"
WIDEST = 100_000


def begin(course: Course, film: Film) -> None:
    """What can be said of a new file at once; the rest is a job. Saves nothing."""
    course.note = ""
    if film.why_not:
        course.film, course.shown, course.seconds, course.width, course.height, course.codecs = None, Course.Shown.WAITING, 0, 0, 0, film.codecs
    else:
        course.film, course.shown = course.file, Course.Shown.READY
        _note(course, film)


def _note(course: Course, film: Film) -> None:
    course.seconds, course.codecs = max(1, round(film.seconds)), film.codecs
    course.width, course.height = min(film.width, WIDEST), min(film.height, WIDEST)


def queue(course: Course) -> None:
    """Convert it or paint its poster in the background, where there is something to do and something to do it with."""
    if course.shown == Course.Shown.WAITING or (course.poster_id is None and converting.converter()):
        enqueue(PREPARE, {"course": course.pk, "edition": course.edition}, dedup=f"{course.pk}:{course.edition}")


def prepare(course_id: int, edition: int) -> str:
    """Convert what waits for it, then paint a poster where there is none. Says what came of it. A class that has changed in between is left alone."""
    course = Course.objects.select_related("file", "film").filter(pk=course_id, edition=edition).first()
    if course is None:
        return "gone"
    if course.shown == Course.Shown.WAITING:
        digest, size, why = made(course)
        if not (course := took(course, digest, size, why)):
            return "gone"
    place = blobs.there(course.film.sha256) if course.film else None
    if place is None:
        return "failed"
    if course.poster_id is None:
        hung(course, *converting.painted(place, look(place)))
    return "ready"


def made(course: Course) -> tuple[str, int, str]:
    """What the converter made of its file."""
    source = blobs.there(course.file.sha256)
    if source is None:
        return "", 0, BROKEN
    try:
        return converting.converted(source, course.file.name, look(source), settings.MAX_UPLOAD * 2)
    except Unreadable as bad:
        return "", 0, str(bad)
    except Refused as full:
        return "", 0, str(full.fields.get("file") or full)[:200]


@transaction.atomic
def took(course: Course, digest: str, size: int, why: str) -> Course | None:
    """Note what the converter made of a class that still waits for it."""
    still = Course.objects.select_for_update(of=("self",)).select_related("file").filter(
        pk=course.pk, edition=course.edition, shown=Course.Shown.WAITING).first()
    if still is None:
        return None
    if digest:
        film = look(blobs.path_of(digest))
        name = f"{still.file.name.rpartition('.')[0]}.{film.container}"
        still.film = File.objects.create(name=name, size=size, kind="video", mime=film.mime, sha256=digest, owner=still.file.owner,
                                         subject=subject_of(still), part=f"film:{still.edition}")
        still.shown = Course.Shown.READY
        _note(still, film)
    else:
        still.shown, still.note = Course.Shown.FAILED, why
    still.save(update_fields=["film", "shown", "note", "seconds", "width", "height", "codecs", "sort_key"])
    record("course.converted" if digest else "course.not_converted", still, by=None, edition=still.edition)
    return still


@transaction.atomic
def hung(course: Course, digest: str, size: int) -> None:
    """Use a painted picture where nobody has uploaded one in between."""
    still = Course.objects.select_for_update(of=("self",)).filter(pk=course.pk, edition=course.edition, poster=None).first()
    if still is None or not digest:
        return
    still.poster = File.objects.create(name="poster.jpg", size=size, kind="image", mime="image/jpeg", sha256=digest, owner=course.file.owner,
                                       subject=subject_of(still), part="poster")
    still.save(update_fields=["poster", "sort_key"])
