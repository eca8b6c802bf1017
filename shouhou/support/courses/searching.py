"""What of a class is searched: title, introduction and the words of its captions."""

from __future__ import annotations

from django.utils.translation import gettext_noop as word

from shouhou.foundation import search
from shouhou.support.courses.models import Course

search.declare("course", 6, word("课程"))
AT_ONCE = 100


def course(one: Course) -> tuple[int, str, str, str]:
    """A class as it is ranked: id, title, text, and names under which it is looked for beside its words."""
    names = (one.product, one.module, one.version)
    return one.pk, one.title, "\n".join(filter(None, [one.brief, one.plain])), " ".join(str(name) for name in names if name is not None)


def put(one: Course) -> None:
    """Let a class be found as it stands now."""
    search.rank("course", *course(one))


def forget(course_id: int) -> None:
    """The class is gone."""
    search.unrank("course", course_id)


@search.ranked_source("course")
def courses(after: int) -> list[tuple[int, str, str, str]]:
    """The next classes, locked until the caller's transaction ends."""
    found = Course.objects.filter(pk__gt=after).select_for_update(of=("self",)).select_related("product", "module", "version").order_by("pk")[:AT_ONCE]
    return [course(one) for one in found]
