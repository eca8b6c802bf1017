"""What readers see: the list, the viewer's bytes, 收藏, 足迹 (LC-8, LC-10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from shouhou.foundation.files.tests.uploads import content
from shouhou.foundation.jobs import work_off
from shouhou.support.documents import actions, portal
from shouhou.support.documents.models import Document
from shouhou.support.documents.tests.papers import paper
from shouhou.support.knowledge.actions import add_category
from shouhou.support.shelf import sealing

TODAY = timezone.localdate()


@pytest.fixture
def one(cast):
    return paper(cast, product=cast.product)


def address(client, one):
    return client.get(f"/documents/{one.pk}/address/").json()["url"]


@pytest.mark.requirement("LC-8-02")
def test_the_columns_are_the_manuals(cast, one):
    page = cast.client(cast.jiahe).get("/documents/").content.decode()
    assert all(f"<th>{word}</th>" in page or f'<th class="num">{word}</th>' in page for word in ("文档标题", "产品", "阅读量", "发布日期", "收藏", "下载"))


@pytest.mark.requirement("LC-8-01", "YY-3-03")
def test_words_inside_a_document_and_the_product_tree_narrow_together(cast, one):
    other = paper(cast, name="装载机.pdf", product=cast.product2)
    work_off()
    client = cast.client(cast.jiahe)
    page = client.get("/documents/", {"q": "凭证整理", "product": cast.product.pk}).content.decode()
    assert f"/documents/{one.pk}/" in page and f"/documents/{other.pk}/" not in page and "<mark>凭证整理</mark>" in page
    page = client.get("/documents/", {"product": cast.product.pk, "module": cast.module.pk}).content.decode()
    assert f"/documents/{one.pk}/" not in page


@pytest.mark.requirement("LC-8-01")
def test_a_category_stands_for_those_below_it(cast):
    top = add_category("财务", by=None)
    inside = paper(cast, category=add_category("总账", parent=top, by=None))
    other = paper(cast)
    page = cast.client(cast.jiahe).get("/documents/", {"category": top.pk}).content.decode()
    assert f"/documents/{inside.pk}/" in page and f"/documents/{other.pk}/" not in page


@pytest.mark.abuse(48)
@pytest.mark.parametrize("facts", [{"state": "pending"}, {"published_on": TODAY + timedelta(days=1)}, {"expires_on": TODAY - timedelta(days=1)}])
def test_what_is_not_published_today_is_nowhere(cast, one, facts):
    work_off()
    client = cast.client(cast.jiahe)
    seal = address(client, one)
    assert client.get(seal, headers={"Range": "bytes=0-9"}).status_code == 206
    Document.objects.filter(pk=one.pk).update(**facts)
    assert f"/documents/{one.pk}/" not in client.get("/documents/").content.decode() + client.get("/documents/?q=凭证整理").content.decode()
    for path in ("", "address/", "places/?q=凭证", "download/"):
        assert client.get(f"/documents/{one.pk}/{path}").status_code == 404
    assert client.get(seal, headers={"Range": "bytes=0-9"}).status_code == 404
    assert client.post(f"/documents/{one.pk}/favourite/").status_code == 404
    assert cast.client(cast.zhishi).get(f"/documents/{one.pk}/").status_code == 200


@pytest.mark.requirement("LC-8-04")
def test_the_title_opens_the_viewer_and_counts_once_a_person_and_day(cast, one):
    for person in (cast.jiahe, cast.jiahe, cast.yuanfang):
        page = cast.client(person).get(f"/documents/{one.pk}/").content.decode()
    assert "data-document" in page and "document-worker" in page
    one.refresh_from_db()
    assert one.read_count == 2
    assert "document-worker" not in cast.client(cast.jiahe).get("/documents/").content.decode(), "only the viewer's page loads it"


@pytest.mark.requirement("LC-8-04")
@pytest.mark.abuse(79)
def test_the_viewer_gets_ranges_and_nothing_a_browser_would_show_by_itself(cast, one, monkeypatch):
    client = cast.client(cast.yuanfang)
    url = address(client, one)
    answer = client.get(url, headers={"Range": "bytes=0-99"})
    assert answer.status_code == 206 and content(answer).startswith(b"%PDF-") and answer["Content-Range"].startswith("bytes 0-99/")
    assert answer["Content-Type"] == "application/octet-stream" and answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"].endswith("sandbox") and answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(url).status_code == 403, "the whole of it"
    assert client.get(url, headers={"Range": "bytes=0-9,20-29"}).status_code == 403
    assert client.get(url, headers={"Range": "bytes=999999-"}).status_code == 416
    assert client.head(url).status_code == 200
    monkeypatch.setattr(portal, "MOST_AT_ONCE", 50)
    assert client.get(url, headers={"Range": "bytes=0-50"}).status_code == 403 and client.get(url, headers={"Range": "bytes=0-49"}).status_code == 206
    for name, value in (("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Dest", "iframe"), ("Sec-Fetch-Site", "cross-site")):
        assert client.get(url, headers={"Range": "bytes=0-9", name: value}).status_code == 403


@pytest.mark.requirement("LC-8-03")
@pytest.mark.abuse(52)
def test_the_viewers_address_is_one_persons_in_one_session_for_a_while(cast, one, monkeypatch):
    client = cast.client(cast.jiahe)
    url = address(client, one)
    asked = {"Range": "bytes=0-9"}
    assert client.get(url, headers=asked).status_code == 206
    assert cast.client(cast.yuanfang).get(url, headers=asked).status_code == 404
    elsewhere = Client()
    elsewhere.force_login(cast.jiahe)
    assert elsewhere.get(url, headers=asked).status_code == 404, "the same person in another browser"
    assert client.get(url[:-1] + ("A" if url[-1] != "A" else "B"), headers=asked).status_code == 404
    assert client.get(url.replace("/bytes/", "/file/"), headers=asked).status_code == 404
    monkeypatch.setitem(sealing.GOOD_FOR, "view", -1)
    assert client.get(url, headers=asked).status_code == 404


@pytest.mark.abuse(52)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.text(max_size=120))
def test_no_made_up_seal_opens_anything(cast, one, rf, text):
    request = rf.get("/")
    request.session = type("Session", (), {"session_key": "x"})()
    assert not sealing.holds(request, cast.jiahe, sealing.VIEW, one.file_id, text)
    assert not sealing.holds(request, cast.jiahe, sealing.VIEW, one.file_id, signing.dumps([text], salt=sealing.SALT))


@pytest.mark.abuse(52)
def test_the_address_of_the_file_itself_opens_for_nobody_but_editors(cast, one):
    for person in (cast.jiahe, cast.guwen, cast.shenji):
        assert cast.client(person).get(one.file.url).status_code == 404
    assert cast.client(cast.zhishi).get(one.file.url).status_code == 200


def test_pages_on_which_words_stand_are_told_without_loading_anything(cast, one):
    work_off()
    client = cast.client(cast.jiahe)
    assert client.get(f"/documents/{one.pk}/places/", {"q": "凭证 整理"}).json() == {"pages": [[2, 2]], "total": 2, "is_read": True}
    assert client.get(f"/documents/{one.pk}/places/", {"q": "ｇｌ-0012"}).json()["pages"] == [[3, 1]]
    assert client.get(f"/documents/{one.pk}/places/", {"q": " "}).json()["total"] == 0


@pytest.mark.requirement("LC-10-02")
def test_kept_documents_stand_among_the_favourites_and_are_gone_when_withdrawn(cast, one):
    client = cast.client(cast.jiahe)
    client.post(f"/documents/{one.pk}/favourite/")
    client.post(f"/documents/{one.pk}/favourite/")
    one.refresh_from_db()
    assert one.favourite_count == 1
    assert one.title in client.get("/favourites/").content.decode()
    actions.withdraw(one, by=cast.zhishi)
    page = client.get("/favourites/").content.decode()
    assert one.title not in page and "内容已下架或不再公开" in page
    client.post(f"/documents/{one.pk}/favourite/", {"undo": "1", "back": "/favourites/"})
    one.refresh_from_db()
    assert one.favourite_count == 0


def test_a_read_document_stands_among_the_footprints(cast, one):
    client = cast.client(cast.jiahe)
    client.get(f"/documents/{one.pk}/")
    assert one.title in client.get("/footprints/").content.decode()


@pytest.mark.abuse(76)
def test_titles_and_names_are_shown_as_they_are(cast):
    bad = "<img src=x onerror=alert(1)>"
    one = paper(cast, title=bad, brief=bad, name="<script>.pdf")
    for client, path in ((cast.client(cast.jiahe), "/documents/"), (cast.client(cast.jiahe), f"/documents/{one.pk}/"),
                         (cast.client(cast.zhishi), f"/workbench/documents/{one.pk}/"), (cast.client(cast.zhishi), "/workbench/documents/")):
        page = client.get(path).content.decode()
        assert bad not in page and "<script>.pdf" not in page
