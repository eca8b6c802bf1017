"""What only a class has: it is opened, and plays."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shouhou.foundation.accounts.models import User
from shouhou.support.courses.models import Course, Visit


@transaction.atomic
def open_course(course: Course, *, by: User) -> int:
    """Note that the person opened it, for 我的足迹; answers the second at which it was left the last time, 0 for the beginning."""
    now = timezone.now()
    today = timezone.localdate(now)
    last = Visit.objects.filter(course=course, user=by).order_by("-day").first()
    if last is not None and last.day == today:
        Visit.objects.filter(pk=last.pk).update(at=now)
    else:
        Visit.objects.get_or_create(course=course, user=by, day=today, defaults={"at": now, "second": last.second if last else 0})
    return last.second if last else 0


@transaction.atomic
def play(course: Course, *, by: User, second: int = 0) -> None:
    """The film plays and has come to `second`. The first time of a person and day counts; the place is kept for the next time."""
    now = timezone.now()
    second = max(0, min(second, course.seconds))
    if second >= course.seconds - max(5, course.seconds // 50):
        second = 0  # seen to the end: it begins anew
    today = {"course": course, "user": by, "day": timezone.localdate(now)}
    Visit.objects.get_or_create(**today, defaults={"at": now})
    if Visit.objects.filter(**today, is_played=False).update(is_played=True, second=second, at=now):
        Course.objects.filter(pk=course.pk).update(play_count=F("play_count") + 1)
    else:
        Visit.objects.filter(**today).update(second=second, at=now)
