"""在线课堂 as the list that editors work in."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.grid import Column, Grid, register
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.support.courses.models import Course
from shouhou.support.courses.models.course import clock
from shouhou.support.knowledge.grid import leaf, of_tree, until
from shouhou.support.shelf.desk import state_column

SHOWN = [(s.value, s.label) for s in Course.Shown]
TONES = {Course.Shown.READY: "green", Course.Shown.WAITING: "blue", Course.Shown.FAILED: "red"}


def kept(user: Any) -> QuerySet[Course]:
    """What the desk lists."""
    return Course.objects.visible_to(user)


def shown(_row: dict[str, Any], value: str) -> SafeString:
    return state_badge(TONES[Course.Shown(value)], str(Course.Shown(value).label))


def length(_row: dict[str, Any], value: int) -> SafeString:
    """时长 as people read it."""
    return SafeString(escape(clock(value)) if value else "—")


COURSES = register(Grid(
    key="courses", label=_("在线课堂"), capability="courses.edit", rows=kept, narrow=of_tree, sort=("-changed",), title="title",
    url=lambda row: f"/workbench/courses/{row['pk']}/", extra=("category__parent__name",),
    columns=(
        Column("title", _("视频标题"), "title", sort="sort_key", width=300, groups=False),
        Column("product", _("产品"), "product__name", sort="product__sort_key", width=140),
        Column("category", _("分类"), "category__name", sort="category__sort_key", width=140, shown=leaf),
        state_column(kept, "courses.edit", _("您看不到这个视频。")),
        Column("shown", _("播放"), "shown", "choice", choices=lambda user: SHOWN, width=100, shown=shown),
        Column("length", _("时长"), "seconds", "number", width=80, groups=False, shown=length),
        Column("plays", _("播放次数"), "play_count", "number", width=105, sums=True, groups=False),
        Column("published", _("发布日期"), "published_on", "date", width=110),
        Column("favourites", _("收藏"), "favourite_count", "number", width=75, sums=True, groups=False),
        Column("downloads", _("下载"), "download_count", "number", width=75, sums=True, groups=False),
        Column("expires", _("有效期至"), "expires_on", "date", width=110, shown=until),
        Column("changed", _("更新时间"), "updated_at", "moment", width=140, groups=False),
        Column("module", _("模块"), "module__name", sort="module__sort_key", width=120, is_shown=False),
        Column("version", _("版本号"), "version__name", sort="version__sort_key", width=90, is_shown=False),
        Column("file", _("文件名"), "file__name", width=200, is_shown=False, groups=False),
        Column("codecs", _("编码"), "codecs", width=110, is_shown=False),
        Column("edition", _("版次"), "edition", "number", width=70, is_shown=False),
        Column("author", _("上传人"), "author__name", sort="author__sort_key", width=100, is_shown=False),
    )))
