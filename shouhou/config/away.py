"""What a page answers when it broke: 503 while the database is away, 507 when the disk is full, 500 otherwise."""

from __future__ import annotations

import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from shouhou.foundation.files.far import Away
from shouhou.foundation.ui.errors import broken as page

RETRY_AFTER = "5"
FULL = ("disk is full", "No space left", "could not extend file")


def status_of(error: BaseException | None) -> int:
    """What an exception means for who asked: come back soon (503), no room (507), our fault (500)."""
    if isinstance(error, OSError | DatabaseError) and any(word in str(error) for word in FULL):
        return 507
    return 503 if isinstance(error, OperationalError | InterfaceError | Away) else 500


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler for an exception nobody caught. Asks nothing of the database; machines get JSON."""
    error = sys.exc_info()[1]
    status = status_of(error)
    sentence = {503: _("数据库暂时连不上，请过几秒再试。您刚才填写的内容没有提交，请返回上一页重新提交。"),
                507: _("服务器磁盘已满，现在不能保存。已有的内容可以照常查看，请联系管理员。"),
                500: _("是我们这边的问题，已经记录下来，请稍后再试一次。")}[status]
    if isinstance(error, Away):
        sentence = _("附件存储暂时连不上，请过几秒再打开。")
    if request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json"):
        answer: HttpResponse = JsonResponse({"message": sentence, "fields": {}}, status=status, json_dumps_params={"ensure_ascii": False})
    elif status == 500:
        answer = page(request)
    else:
        answer = HttpResponse(format_html(
            '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            "<title>{0}</title><h1>{0}</h1><p>{1}</p>", _("请稍后再试"), sentence), status=status)
    if status == 503:
        answer["Retry-After"] = RETRY_AFTER
    return answer
