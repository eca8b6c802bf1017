"""The poster and the captions of a class, uploaded by hand."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation import files
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.files import File, blobs
from shouhou.support.courses import captions
from shouhou.support.courses.models import Course
from shouhou.support.shelf.verbs import put


@transaction.atomic
def set_poster(course: Course, token: str, *, by: User) -> Course:
    """Show this picture before the film plays. Raises `Refused` beside `poster`."""
    course = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    (file,) = files.attach([token], course, by=by, part="poster")
    if not file.is_image:
        raise Refused(poster=_("封面请上传 PNG、JPEG、GIF 或 WebP 图片。"))
    _instead(course.poster_id, file)
    course.poster = file
    course.save(update_fields=["poster", "sort_key"])
    record("course.changed", course, by=by)
    return course


@transaction.atomic
def set_captions(course: Course, token: str, *, by: User) -> Course:
    """Show these captions with the film, and find it by their words. Raises `Refused` beside `captions`."""
    course = Course.objects.select_for_update(of=("self",)).select_related("product", "module", "version").get(pk=course.pk)
    (file,) = files.attach([token], course, by=by, part="captions")
    place = blobs.there(file.sha256)
    words = captions.words_of(place) if place and file.name.lower().endswith(".vtt") else None
    if words is None:
        raise Refused(captions=_("字幕请上传 UTF-8 编码的 WebVTT 文件（.vtt，不超过 2 MB）。"))
    _instead(course.captions_id, file)
    course.captions, course.plain = file, words
    course.save(update_fields=["captions", "plain", "sort_key"])
    put(course)
    record("course.changed", course, by=by)
    return course


def _instead(old: int | None, new: File) -> None:
    """The file that stood there goes."""
    if old is not None and old != new.pk:
        File.objects.filter(pk=old).delete()
