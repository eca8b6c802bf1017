"""Uploads as tests make them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(form: str = "PNG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """A picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, "#2f6fde").save(out, form, **options)
    return out.getvalue()


def upload(name: str, content: bytes, mime: str = "application/octet-stream") -> SimpleUploadedFile:
    """What a browser would send; `mime` is its claim."""
    return SimpleUploadedFile(name, content, mime)


def sent(client: Any, name: str, content: bytes, **more: Any) -> dict[str, Any]:
    """Upload through the page; answers what it tells about the file."""
    answer = client.post("/files/", {"file": upload(name, content), "draft": "a-form", **more})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
