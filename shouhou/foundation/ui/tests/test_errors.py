"""The pages for what went wrong."""

import pytest

from shouhou.foundation.ui import errors


def test_404_is_the_same_whatever_was_asked_for(rf):
    one = errors.not_found(rf.get("/questions/OD000000001/"), Exception("secret"))
    other = errors.not_found(rf.get("/x", {"q": "<script>"}))
    assert one.status_code == 404
    assert one.content == other.content
    assert b"secret" not in one.content


@pytest.mark.parametrize(
    ("view", "status"),
    [(errors.bad_request, 400), (errors.refused, 403), (errors.not_found, 404), (errors.broken, 500), (errors.csrf_failure, 403)],
)
def test_each_says_in_chinese_what_happened_and_leads_home(rf, view, status):
    answer = view(rf.get("/"))
    text = answer.content.decode()
    assert answer.status_code == status
    assert ('href="/"' in text and "<h1>" in text and "您" in text) or status == 500
    assert "style=" not in text and "onclick" not in text


def test_the_chosen_theme_holds_and_nothing_else_is_taken_from_the_cookie(rf):
    request = rf.get("/")
    request.COOKIES["theme"] = "dark"
    assert b'data-theme="dark"' in errors.not_found(request).content
    request.COOKIES["theme"] = '"><script>'
    assert b"<script>" not in errors.not_found(request).content
