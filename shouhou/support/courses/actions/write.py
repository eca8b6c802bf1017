"""Uploading a class, changing it, replacing its film, taking it away."""

from __future__ import annotations

from datetime import date, datetime
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
from shouhou.registry.products.models import Module, Product, Version
from shouhou.support.courses import converting, searching
from shouhou.support.courses.actions.prepare import begin, queue
from shouhou.support.courses.films import BROKEN, Film, Unreadable, look
from shouhou.support.courses.models import Course, Visit
from shouhou.support.knowledge.models import Category

LONGEST_TITLE, LONGEST_BRIEF = 200, 2000


@transaction.atomic
def add_course(token: str, *, category: Category, by: User, title: str = "", product: Product | None = None, module: Module | None = None,
               version: Version | None = None, brief: str = "", published_on: date | None = None, expires_on: date | None = None,
                 at: datetime | None = None) -> Course:
    """Make a class of an upload of `by`; it is 未发布. Without a title it is called as its file. Raises `Refused` beside each field."""
    now = at or timezone.now()
    file, film = uploaded(token, by)
    course = Course(author=by, file=file, created_at=now, updated_at=now)
    _fill(course, one_line(title) or file.name.rpartition(".")[0], category, product, module, version, brief, published_on, expires_on)
    begin(course, film)
    course.save()
    files.attach([token], course, by=by, part="film:1")
    searching.put(course)
    queue(course)
    record("course.added", course, by=by, title=course.title)
    return course


@transaction.atomic
def edit_course(course: Course, *, category: Category, by: User | None, title: str, product: Product | None = None, module: Module | None = None,
                version: Version | None = None, brief: str = "", published_on: date | None = None, expires_on: date | None = None) -> Course:
    """Change what is said of a class; its file stays."""
    course = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    if course.is_published and published_on is None:
        raise Refused(published_on=_("已发布的视频要有发布日期。"))
    _fill(course, title, category, product, module, version, brief, published_on, expires_on)
    course.updated_at = timezone.now()
    course.save()
    searching.put(course)
    record("course.changed", course, by=by)
    return course


@transaction.atomic
def replace_file(course: Course, token: str, *, by: User) -> Course:
    """A new film in place of the one before, which is not kept; captions and a poster stay. Where people had stopped no longer counts."""
    course = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    file, film = uploaded(token, by)
    old = [pk for pk in (course.file_id, course.film_id) if pk is not None]
    course.edition, course.file, course.author, course.updated_at = course.edition + 1, file, by, timezone.now()
    begin(course, film)
    course.save()
    files.attach([token], course, by=by, part=f"film:{course.edition}")
    File.objects.filter(pk__in=old).delete()
    Visit.objects.filter(course=course).update(second=0)
    searching.put(course)
    queue(course)
    record("course.replaced", course, by=by, edition=course.edition)
    return course


@transaction.atomic
def remove_course(course: Course, *, by: User | None) -> None:
    """Take a class and its files away for good. One that readers see is withdrawn first."""
    course = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    if course.is_published:
        raise Refused(_("“%s”已发布，无法删除。请先取消发布。") % course.title)
    searching.forget(course.pk)
    record("course.removed", course, by=by, title=course.title)
    gone = [file.pk for file in files.of(course)]
    course.delete()
    File.objects.filter(pk__in=gone).delete()


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


def _fill(course: Course, title: str, category: Category, product: Product | None, module: Module | None, version: Version | None, brief: str,
          published_on: date | None, expires_on: date | None) -> None:
    title = one_line(title)
    brief = "".join(c for c in brief if c.isprintable() or c == "\n").strip()
    wrong: dict[str, Any] = {}
    if not title:
        wrong["title"] = _("请填写视频标题。")
    elif len(title) > LONGEST_TITLE:
        wrong["title"] = _("请不要超过 %d 个字。") % LONGEST_TITLE
    if len(brief) > LONGEST_BRIEF:
        wrong["brief"] = _("请不要超过 %d 个字。") % LONGEST_BRIEF
    if module is not None and (product is None or module.product_id != product.pk):
        wrong["module"] = _("所选模块不属于这个产品，请重新选择。")
    if version is not None and (product is None or version.product_id != product.pk):
        wrong["version"] = _("所选版本不属于这个产品，请重新选择。")
    if published_on and expires_on and expires_on < published_on:
        wrong["expires_on"] = _("有效期不能早于发布日期。")
    if wrong:
        raise Refused(**wrong)
    course.title, course.category, course.brief = title, category, brief
    course.product, course.module, course.version = product, module, version
    course.published_on, course.expires_on = published_on, expires_on
