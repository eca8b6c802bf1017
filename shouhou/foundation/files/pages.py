"""Where files come in and go out, for both audiences."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouhou.foundation.access import PUBLIC, SIGNED_IN, Refused, allow
from shouhou.foundation.files import blobs, names, pictures
from shouhou.foundation.files.models import File
from shouhou.foundation.files.policies import may_read
from shouhou.foundation.files.receiving import check, receive
from shouhou.foundation.files.serving import serve


def described(file: File) -> dict[str, Any]:
    """What a page needs to show a file."""
    return {"token": file.token, "name": file.name, "size": file.size, "kind": file.kind, "url": file.url, "is_image": file.is_image}


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Multipart `file` (one or more) and `draft`: 201 with the file, or 400 {"message"}. One bad file refuses all of them."""
    given = request.FILES.getlist("file")
    if not given:
        return JsonResponse({"message": _("没有收到文件。")}, status=400)
    kept: list[File] = []
    try:
        for one in given:
            check(one)
        for one in given:
            kept.append(receive(one, by=request.user, draft=request.POST.get("draft", "")))  # type: ignore[arg-type]
    except Refused as refused:
        File.objects.filter(pk__in=[file.pk for file in kept]).delete()
        return JsonResponse({"message": refused.message}, status=400)
    return JsonResponse(described(kept[0]) if len(kept) == 1 else {"files": [described(f) for f in kept]}, status=201)


def readable(request: HttpRequest, token: str) -> File:
    """The file of this token if its reader may have it; otherwise it does not exist."""
    file = File.objects.named(token).first()
    if file is None or not may_read(request.user, file) or blobs.there(file.sha256) is None:
        raise Http404
    return file  # type: ignore[no-any-return]


@require_http_methods(["GET", "HEAD"])
def show(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """A picture re-encoded and in place, a PDF in place and without scripts, everything else for saving. `?original` saves the original."""
    return answer_with(request, readable(request, token))


def answer_with(request: HttpRequest, file: File) -> HttpResponseBase:
    """The bytes of a file whose reader was already let through."""
    if file.is_image and "original" not in request.GET and (found := pictures.shown(file.sha256, small=False)):
        return serve(request, found[0], mime=found[1], disposition=names.disposition(file.name, inline=True), etag=file.sha256[:32] + "-s")
    inline = file.kind in ("pdf", "audio", "video") and "original" not in request.GET and file.mime.startswith(("application/pdf", "audio/", "video/"))
    mime = file.mime if inline or file.kind == "image" else "application/octet-stream"
    return serve(request, blobs.path_of(file.sha256), mime=mime, disposition=names.disposition(file.name, inline=inline), etag=file.sha256[:32])


@require_http_methods(["GET", "HEAD"])
def small(request: HttpRequest, token: str) -> HttpResponseBase:
    """The small picture of a picture."""
    file = readable(request, token)
    found = pictures.shown(file.sha256, small=True) if file.is_image else None
    if found is None:
        raise Http404
    return serve(request, found[0], mime=found[1], disposition=names.disposition(file.name, inline=True), etag=file.sha256[:32] + "-t")


@require_POST
def remove(request: HttpRequest, token: str) -> HttpResponse:
    """Throw an own upload away that was not attached yet."""
    File.objects.named(token).loose().filter(owner=request.user).delete()  # type: ignore[misc]
    return HttpResponse(status=204)


urlpatterns = [
    path("files/", allow(SIGNED_IN, upload), name="file-upload"),
    path("files/<str:token>/small", allow(PUBLIC, small), name="file-small"),
    path("files/<str:token>/removal/", allow(SIGNED_IN, remove), name="file-removal"),
    path("files/<str:token>/<str:name>", allow(PUBLIC, show), name="file"),
]
