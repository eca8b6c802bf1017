"""What of a class is searched: title, introduction and the words of its captions."""

from __future__ import annotations

from django.utils.translation import gettext_noop as word

from shouhou.foundation import search
from shouhou.support.courses.models import Course
from shouhou.support.shelf.verbs import next_ranked

search.declare(Course.NOUN, 6, word("课程"))


@search.ranked_source(Course.NOUN)
def courses(after: int) -> list[tuple[int, str, str, str]]:
    """The next classes, locked until the caller's transaction ends."""
    return next_ranked(Course, after)
