"""What every operation answers with: the guard, the times, and errors as `{"message", "fields"}` in Chinese."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from inspect import signature
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from shouhou.foundation.access import Refused, can
from shouhou.foundation.idempotency import Different

TOO_NARROW = 403


class NotFound(Exception):
    """There is no such object for this caller, whether it exists for others or not."""


class Forbidden(Exception):
    """The token's owner or its scopes lack the capability."""


def needs(*capabilities: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`@needs("tickets.ask", "tickets.file_for")`: any one of these capabilities opens the operation."""

    def wrap(operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not any(can(request.user, capability) for capability in capabilities):
                raise Forbidden
            return operation(request, *args, **kwargs)

        guarded.capabilities = capabilities  # type: ignore[attr-defined]
        guarded.__signature__ = signature(operation, eval_str=True)  # type: ignore[attr-defined]  # names of the operation's module
        return guarded

    return wrap


def isoformat(moment: datetime | None) -> str | None:
    """A time as RFC 3339 in UTC, such as 2026-11-23T01:02:03Z."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


SENTENCES = {
    "missing": word("缺少这一项。"),
    "string_type": word("应当是文字。"),
    "string_too_long": word("太长了。"),
    "int_parsing": word("应当是整数。"),
    "int_type": word("应当是整数。"),
    "bool_parsing": word("应当是 true 或 false。"),
    "date_from_datetime_parsing": word("应当是日期，例如 2026-11-23。"),
    "date_parsing": word("应当是日期，例如 2026-11-23。"),
    "list_type": word("应当是数组。"),
    "extra_forbidden": word("没有这一项。"),
}


def field_sentences(errors: list[dict[str, Any]]) -> dict[str, str]:
    """Pydantic's findings as one Chinese sentence a field, in the active language."""
    found: dict[str, str] = {}
    for error in errors:
        names = [str(part) for part in error.get("loc", ())[1:] if part != "payload"]
        found.setdefault(".".join(names) or "body", _(SENTENCES.get(error.get("type", ""), word("内容不对。"))))
    return found


def install(api: NinjaAPI) -> None:
    """Teach an API how refusals and errors are said."""

    def say(request: HttpRequest, status: int, message: str, fields: dict[str, str] | None = None) -> HttpResponse:
        return api.create_response(request, {"message": message, "fields": fields or {}}, status=status)

    def handle(kind: type[Exception]) -> Callable[[Callable[[HttpRequest, Any], HttpResponse]], None]:
        return lambda function: api.add_exception_handler(kind, function)

    @handle(Refused)
    def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
        return say(request, 422 if refused.fields else 409, refused.message, refused.fields)

    @handle(ValidationError)
    def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
        return say(request, 422, _("有内容没有填对，请看 fields。"), field_sentences(invalid.errors))

    @handle(Different)
    def _different(request: HttpRequest, _error: Different) -> HttpResponse:
        return say(request, 409, _("同一个 Idempotency-Key 已用于另一份内容。"))

    @handle(Forbidden)
    def _forbidden(request: HttpRequest, _error: Forbidden) -> HttpResponse:
        return say(request, TOO_NARROW, _("此令牌没有这项权限。"))

    @handle(AuthenticationError)
    def _unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        answer = say(request, 401, _("请在 Authorization 头里给出有效的访问令牌。"))
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    def _missing(request: HttpRequest, _error: Exception) -> HttpResponse:
        return say(request, 404, _("没有找到。"))

    handle(NotFound)(_missing)
    handle(Http404)(_missing)

    @handle(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return say(request, error.status_code, _("请求的格式不对，应当是 JSON。") if error.status_code == 400 else str(error))
