"""Files for machines: upload first, then name the token where it belongs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import File as Upload
from ninja import Form, Router, Status
from ninja.files import UploadedFile

from shouhou.foundation.api import needs
from shouhou.foundation.files.pages import answer_with, described, readable
from shouhou.foundation.files.receiving import receive

router = Router()


@router.post("", response={201: dict[str, Any]}, summary="上传文件")
@needs("tickets.ask", "tickets.file_for", "tickets.handle")
def upload(request: HttpRequest, file: UploadedFile = Upload(...), draft: str = Form("", max_length=80)) -> Status[dict[str, Any]]:  # noqa: B008
    """Take a file in; it stays the uploader's alone until a question names its token."""
    return Status(201, described(receive(file, by=request.user, draft=draft)))  # type: ignore[arg-type]


@router.get("/{token}", summary="下载文件")
@needs("tickets.read_own", "tickets.desk")
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The bytes, if the caller may read what the file belongs to."""
    return answer_with(request, readable(request, token))
