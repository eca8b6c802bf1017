"""What readers leave behind: visits with the place where they stopped, and favourites."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from shouhou.support.courses.models.course import Course


class Visit(models.Model):
    """Somebody opened a class on a day; `is_played` when the film began, which counts once a person and day. `second` is where it was left."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    is_played = models.BooleanField(default=False)
    second = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "user", "day"], name="one_course_visit_a_day")]
        indexes = [models.Index(fields=["user", "at"], name="course_visit_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.course_id}"


class Favourite(models.Model):
    """收藏."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="favourites")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "course"], name="one_course_favourite")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.course_id}"
