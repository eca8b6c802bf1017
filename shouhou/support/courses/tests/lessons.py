"""Classes as tests make them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from shouhou.foundation import files
from shouhou.support.courses import actions
from shouhou.support.courses.models import Course
from shouhou.support.knowledge.actions import add_category
from tests.doubles.films import film

SAID = b"WEBVTT\n\n00:00.000 --> 00:05.000\n<v Feng>\xe5\x87\xad\xe8\xaf\x81\xe6\x95\xb4\xe7\x90\x86</v>\n\n00:05.000 --> 00:09.000\nGL-0012 &amp; more\n"


def token(by: Any, name: str = "总账期末结账.webm", data: bytes | None = None) -> str:
    """An upload of this person."""
    return files.receive(SimpleUploadedFile(name, film() if data is None else data), by=by).token


def lesson(cast: Any, *, name: str = "总账期末结账.webm", data: bytes | None = None, is_published: bool = True, **facts: Any) -> Course:
    """A class of the knowledge editor."""
    category = facts.pop("category", None) or add_category(f"分类{Course.objects.count()}", by=cast.zhishi)
    made = actions.add_course(token(cast.zhishi, name, data), category=category, by=cast.zhishi, **facts)
    return actions.publish(made, by=cast.zhishi) if is_published else made
