"""Attachments that wait for a form to be sent, as both sides' forms show them again after a refusal."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shouhou.foundation import files
from shouhou.support.tickets.uploads import kept_tokens, waiting

pytestmark = pytest.mark.django_db


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return SimpleUploadedFile("红.png", out.getvalue())


def test_a_waiting_picture_is_shown_as_one(cast):
    file = files.receive(picture(), by=cast.guwen)
    assert [(f["token"], f["is_image"]) for f in waiting([file.token], cast.guwen)] == [(file.token, True)]


def test_another_persons_upload_does_not_wait_for_me(cast):
    file = files.receive(picture(), by=cast.guwen)
    assert waiting([file.token], cast.guwen2) == []


@pytest.mark.parametrize("given", [None, 7, {"a": 1}, ["short"], ["中" * 22], [["x" * 22]]])
def test_a_draft_may_hold_anything(given):
    assert kept_tokens(given) == []
