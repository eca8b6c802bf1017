"""发布 and 取消发布."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.support.courses.models import Course


@transaction.atomic
def publish(course: Course, *, by: User | None) -> Course:
    """Readers see it from its 发布日期 on, which is today unless another day was chosen."""
    course = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    if course.is_published:
        raise Refused(_("“%s”已经发布。") % course.title)
    course.state, course.published_on = Course.State.PUBLISHED, course.published_on or timezone.localdate()
    course.save(update_fields=["state", "published_on", "sort_key"])
    record("course.published", course, by=by, edition=course.edition)
    return course


@transaction.atomic
def withdraw(course: Course, *, by: User | None) -> Course:
    """取消发布: readers no longer see it."""
    course = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    if not course.is_published:
        raise Refused(_("“%s”还没有发布。") % course.title)
    course.state = Course.State.PENDING
    course.save(update_fields=["state", "sort_key"])
    record("course.withdrawn", course, by=by, edition=course.edition)
    return course
