"""在线课堂 at the desk: the list, uploading one or many, film, poster and captions, 发布 and 取消发布."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouhou.foundation.access import Refused, allow, beside, can
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.events import timeline
from shouhou.foundation.grid import grid_page
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.ui.says import say
from shouhou.support.courses import actions, converting
from shouhou.support.courses.forms import DRAFT, CourseForm, facts_of
from shouhou.support.courses.grid import COURSES, OWN, kept
from shouhou.support.courses.models import Course
from shouhou.support.documents.forms import Facts
from shouhou.support.documents.workbench import tokens, uploaded_json
from shouhou.support.knowledge.grid import categories

MOST_TICKED = 200
VERDICTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "publish": ("courses.edit", actions.publish), "withdraw": ("courses.edit", actions.withdraw), "remove": ("courses.remove", actions.remove_course)}


def done(verb: str) -> str:
    return {"publish": _("已发布。"), "withdraw": _("已取消发布。"), "remove": _("删除成功")}[verb]


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


def new(request: HttpRequest) -> HttpResponse:
    """上传视频: one file, or many that belong to the same place; each is a class called as its file."""
    by = reader(request)
    form = Facts(request.POST or None, user=by)
    problem, given = "", tokens(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = uploads(given, by=by, is_published=request.POST.get("publish") == "1", **form.cleaned_data)
        except Refused as no:
            problem = str(no.fields.get("files") or no.fields.get("title") or "")
            if not problem:
                beside(form, no)
        else:
            say(request, _("已上传 %d 个视频。") % len(made))
            return redirect("desk-course", made[0].pk) if len(made) == 1 else redirect("desk-courses")
    return render(request, "courses/workbench/new.html", {
        "form": form, "draft": DRAFT, "uploaded_json": uploaded_json(request), "problem": problem, "converter": bool(converting.converter())},
        status=422 if form.errors or problem else 200)


@transaction.atomic
def uploads(given: list[str], *, by: Any, is_published: bool, **facts: Any) -> list[Course]:
    """All of them or none."""
    if not given:
        raise Refused(files=_("请先上传文件。"))
    made = [actions.add_course(token, by=by, **facts) for token in given]
    for one in made if is_published else []:
        actions.publish(one, by=by)
    return made


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a class."""
    one, by = seen(request, pk), reader(request)
    form = CourseForm(request.POST or None, user=by, initial=facts_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_course(one, by=by, **form.cleaned_data)
        except Refused as no:
            beside(form, no)
        else:
            say(request, _("已保存。"))
            return redirect("desk-course", pk)
    return render(request, "courses/workbench/edit.html", {"form": form, "course": one}, status=422 if form.errors else 200)


KINDS: dict[str, Callable[..., Any]] = {"file": actions.replace_file, "poster": actions.set_poster, "captions": actions.set_captions}


@require_POST
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """更换视频 (`which=file`), 封面 (`poster`) or 字幕 (`captions`)."""
    one, given = seen(request, pk), tokens(request)
    try:
        if len(given) != 1:
            raise Refused(files=_("请先上传一个文件。"))
        if (act := KINDS.get(request.POST.get("which", ""))) is None:
            raise Refused(_("请重新选择。"))
        act(one, given[0], by=reader(request))
    except Refused as no:
        say(request, no.sentence, "red")
    else:
        say(request, _("已更换。"))
    return redirect("desk-course", pk)


@require_POST
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """发布, 取消发布 or 删除 of one class (`verb`)."""
    one, verb, by = seen(request, pk), request.POST.get("verb", ""), reader(request)
    if verb not in VERDICTS or not can(by, VERDICTS[verb][0]):
        raise Refused(_("您没有这个权限。"))
    try:
        VERDICTS[verb][1](one, by=by)
    except Refused as no:
        say(request, no.sentence, "red")
        return redirect("desk-course", pk)
    say(request, done(verb))
    return redirect("desk-courses") if verb == "remove" else redirect("desk-course", pk)


@require_POST
def verdicts(request: HttpRequest) -> HttpResponse:
    """The same for the ticked classes (`pk`); each alone, and what was refused is said with its reason."""
    verb = request.POST.get("verb", "")
    if verb not in VERDICTS or not can(request.user, VERDICTS[verb][0]):
        raise Refused(_("您没有这个权限。"))
    by, act = reader(request), VERDICTS[verb][1]
    ticked = [number for pk in dict.fromkeys(request.POST.getlist("pk")) if (number := number_in(pk)) is not None][:MOST_TICKED]
    if not ticked:
        say(request, _("请先勾选视频。"), "amber")
        return redirect("desk-courses")
    count, reasons = 0, []
    for one in kept(by).filter(pk__in=ticked).order_by("pk"):
        try:
            act(one, by=by)
            count += 1
        except Refused as no:
            reasons.append(no.sentence)
    if count:
        say(request, _("%(done)s共 %(count)d 个。") % {"done": done(verb), "count": count})
    for reason in reasons[:5]:
        say(request, reason, "red")
    return redirect("desk-courses")


urlpatterns = [
    path("courses/", allow("courses.edit", courses), name="desk-courses"),
    path("courses/new/", allow("courses.edit", new), name="new-course"),
    path("courses/verdicts/", allow("courses.edit", verdicts), name="course-verdicts"),
    path("courses/<int:pk>/", allow("courses.edit", course), name="desk-course"),
    path("courses/<int:pk>/edit/", allow("courses.edit", edit), name="edit-course"),
    path("courses/<int:pk>/replace/", allow("courses.edit", replace), name="replace-course"),
    path("courses/<int:pk>/verdict/", allow("courses.edit", verdict), name="course-verdict"),
]
