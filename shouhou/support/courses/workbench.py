"""在线课堂 at the desk: the list, uploading one or many, film, poster and captions, 发布 and 取消发布."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouhou.foundation.access import allow
from shouhou.foundation.events import timeline
from shouhou.foundation.grid import grid_page
from shouhou.support.courses import actions, converting
from shouhou.support.courses.forms import DRAFT, CourseForm
from shouhou.support.courses.grid import COURSES, kept
from shouhou.support.courses.models import Course
from shouhou.support.documents.forms import Facts
from shouhou.support.knowledge.grid import OWN, categories
from shouhou.support.shelf.desk import Desk


@require_GET
def courses(request: HttpRequest) -> HttpResponse:
    """The list with the categories above."""
    return grid_page(request, COURSES, template="courses/workbench/courses.html", keep=OWN, tools_template="courses/workbench/tools.html",
                     categories=list(categories()), chosen=request.GET.get("category", ""), nothing_picture="play",
                     nothing=_("这里是在线课堂的全部视频。上传 MP4 或 WebM 视频，发布后客户即可在线播放。"), nothing_word=_("上传视频"),
                     nothing_url="/workbench/courses/new/")


def seen(request: HttpRequest, pk: int) -> Course:
    rows = kept(request.user).select_related("category__parent", "product", "module", "version", "author", "file", "film", "poster", "captions").defer("plain")
    one: Course = get_object_or_404(rows, pk=pk)
    return one


@require_GET
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """One class with its files and what happened to it."""
    one = seen(request, pk)
    return render(request, "courses/workbench/course.html", {
        "course": one, "note": _(one.note) if one.note else "",
        "moments": [{"at": event.at, "by": event.by, "word": happened(event.verb)} for event in timeline(one).order_by("-id")[:20]],
        "converter": bool(converting.converter()), "draft": f"{DRAFT}.{one.pk}"})


def happened(verb: str) -> str:
    """What an event is called."""
    return {"course.added": _("上传"), "course.changed": _("修改"), "course.replaced": _("更换视频"), "course.converted": _("转换完成"),
            "course.not_converted": _("转换失败"), "course.published": _("发布"), "course.withdrawn": _("取消发布"),
            "course.downloaded": _("下载")}.get(verb, verb)


DESK = Desk(
    Course, kept, seen, actions.add_course, Facts, CourseForm, DRAFT, converts=lambda: bool(converting.converter()),
    uploaded=lambda count: _("已上传 %d 个视频。") % count, unticked=lambda: _("请先勾选视频。"))


def new(request: HttpRequest) -> HttpResponse:
    """上传视频: one file, or many that belong to the same place; each is a class called as its file."""
    return DESK.new(request)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a class."""
    return DESK.edit(request, pk)


@require_POST
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """更换视频 (`which=file`), 封面 (`poster`) or 字幕 (`captions`)."""
    return DESK.replace(request, pk, {"file": actions.replace_file, "poster": actions.set_poster, "captions": actions.set_captions})


@require_POST
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """发布, 取消发布 or 删除 of one."""
    return DESK.verdict(request, pk)


@require_POST
def verdicts(request: HttpRequest) -> HttpResponse:
    """The same for the ticked ones."""
    return DESK.verdicts(request)


urlpatterns = [
    path("courses/", allow("courses.edit", courses), name="desk-courses"),
    path("courses/new/", allow("courses.edit", new), name="new-course"),
    path("courses/verdicts/", allow("courses.edit", verdicts), name="course-verdicts"),
    path("courses/<int:pk>/", allow("courses.edit", course), name="desk-course"),
    path("courses/<int:pk>/edit/", allow("courses.edit", edit), name="edit-course"),
    path("courses/<int:pk>/replace/", allow("courses.edit", replace), name="replace-course"),
    path("courses/<int:pk>/verdict/", allow("courses.edit", verdict), name="course-verdict"),
]
