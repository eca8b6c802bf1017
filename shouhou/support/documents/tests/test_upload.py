"""Uploading documents at the desk, one or many; editions; what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.foundation.access import Refused
from shouhou.foundation.files import File, blobs
from shouhou.support.documents import actions
from shouhou.support.documents.models import Document
from shouhou.support.documents.tests.papers import PAGES, paper, token
from shouhou.support.knowledge.actions import add_category, remove_category
from tests.doubles.papers import pdf

TODAY = timezone.localdate()


@pytest.fixture
def category(cast):
    return add_category("操作流程", by=cast.zhishi)


@pytest.mark.requirement("LC-8-01")
def test_an_editor_uploads_and_publishes_and_customers_see_it(cast, category):
    given = token(cast.zhishi)
    page = cast.client(cast.zhishi).post("/workbench/documents/new/", {
        "files": [given], "category": category.pk, "product": cast.product.pk, "module": cast.module.pk, "publish": "1"}, follow=True)
    one = Document.objects.get()
    assert page.status_code == 200 and (one.title, one.state, one.published_on, one.author) == ("总账操作流程", "published", TODAY, cast.zhishi)
    assert one.file.subject == f"document:{one.pk}" and one.rendition == one.file and one.is_shown
    assert "总账操作流程" in cast.client(cast.jiahe).get("/documents/").content.decode()


def test_many_at_once_each_called_as_its_file_all_or_none(cast, category):
    client = cast.client(cast.zhishi)
    good = [token(cast.zhishi, f"手册{n}.pdf") for n in range(3)]
    bad = token(cast.zhishi, "截图.txt", b"plain")
    answer = client.post("/workbench/documents/new/", {"files": [*good, bad], "category": category.pk, "publish": "0"})
    assert answer.status_code == 422 and "不是 PDF 或 Office 文档" in answer.content.decode() and not Document.objects.exists()
    assert "手册0.pdf" in answer.content.decode(), "what was uploaded stays"
    client.post("/workbench/documents/new/", {"files": good, "category": category.pk, "publish": "0"})
    assert sorted(Document.objects.values_list("title", "state")) == [(f"手册{n}", "pending") for n in range(3)]


def test_what_is_missing_is_said_beside_the_field(cast, category):
    answer = cast.client(cast.zhishi).post("/workbench/documents/new/", {"files": [token(cast.zhishi)], "publish": "1"})
    assert answer.status_code == 422 and "请填写这一项。" in answer.content.decode()
    answer = cast.client(cast.zhishi).post("/workbench/documents/new/", {"category": category.pk, "publish": "1"})
    assert answer.status_code == 422 and "请先上传文件。" in answer.content.decode()


@pytest.mark.abuse(53)
def test_an_upload_of_somebody_else_is_not_taken(cast, category):
    with pytest.raises(Refused):
        actions.add_document(token(cast.jiahe), category=category, by=cast.zhishi)
    with pytest.raises(Refused):
        actions.add_document("x" * 22, category=category, by=cast.zhishi)


@pytest.mark.abuse(82)
@pytest.mark.parametrize(("name", "data"), [
    ("a.xls", b"<html><script>alert(1)</script>"), ("a.doc", b"plain text"), ("a.png.zip", b"PK\x05\x06" + bytes(18)), ("a.html", b"<script>"),
    ("a.svg", b"<svg onload='alert(1)'/>"), ("a", b"%PDF-1.4")])
def test_what_is_no_document_is_refused(cast, category, name, data):
    with pytest.raises(Refused):
        actions.add_document(token(cast.zhishi, name, data), category=category, by=cast.zhishi)


@pytest.mark.parametrize(("facts", "field"), [
    ({"title": "x" * 201}, "title"), ({"brief": "x" * 2001}, "brief"), ({"published_on": TODAY, "expires_on": TODAY - timedelta(days=1)}, "expires_on")])
def test_facts_have_limits(cast, category, facts, field):
    with pytest.raises(Refused) as no:
        actions.add_document(token(cast.zhishi), category=category, by=cast.zhishi, **facts)
    assert field in no.value.fields


def test_module_and_version_belong_to_the_product(cast, category):
    with pytest.raises(Refused) as no:
        actions.add_document(token(cast.zhishi), category=category, by=cast.zhishi, product=cast.product2, module=cast.module)
    assert "module" in no.value.fields


def test_a_new_file_is_a_new_edition_and_the_old_one_stays(cast):
    one = paper(cast)
    old = one.file
    answer = cast.client(cast.zhishi).post(f"/workbench/documents/{one.pk}/replace/", {
        "files": [token(cast.zhishi, "第二版.pdf", pdf(("新版",)))], "which": "file"}, follow=True)
    one.refresh_from_db()
    assert one.edition == 2 and one.file != old and one.rendition == one.file and one.editions.get().file == old
    assert "第二版.pdf" in answer.content.decode() and old.name in answer.content.decode()


def test_published_ones_are_withdrawn_before_they_are_removed_with_their_files(cast):
    one = paper(cast)
    actions.replace_file(one, token(cast.zhishi, "二.pdf"), by=cast.zhishi)
    client = cast.client(cast.zhishi)
    client.post(f"/workbench/documents/{one.pk}/verdict/", {"verb": "remove"})
    assert Document.objects.exists()
    client.post(f"/workbench/documents/{one.pk}/verdict/", {"verb": "withdraw"})
    client.post(f"/workbench/documents/{one.pk}/verdict/", {"verb": "remove"})
    assert not Document.objects.exists() and not File.objects.filter(subject=f"document:{one.pk}").exists()


def test_ticked_ones_are_judged_together(cast):
    one, other = paper(cast, is_published=False), paper(cast)
    page = cast.client(cast.zhishi).post("/workbench/documents/verdicts/", {"pk": [one.pk, other.pk], "verb": "publish"}, follow=True).content.decode()
    one.refresh_from_db()
    assert one.is_published and "共 1 个" in page and "已经发布" in page


def test_editing_changes_what_is_said_and_keeps_the_file(cast):
    one = paper(cast)
    cast.client(cast.zhishi).post(f"/workbench/documents/{one.pk}/edit/", {
        "title": "新标题", "category": one.category_id, "published_on": TODAY.isoformat(), "brief": "简介"})
    changed = Document.objects.get()
    assert (changed.title, changed.brief, changed.file_id, changed.edition) == ("新标题", "简介", one.file_id, 1)
    answer = cast.client(cast.zhishi).post(f"/workbench/documents/{one.pk}/edit/", {"title": "新标题", "category": one.category_id})
    assert answer.status_code == 422 and "已发布的文档要有发布日期" in answer.content.decode()


def test_the_form_of_changes_begins_with_the_days_that_hold(cast):
    one = paper(cast, published_on=TODAY, expires_on=TODAY + timedelta(days=30))
    page = cast.client(cast.zhishi).get(f"/workbench/documents/{one.pk}/edit/").content.decode()
    for day in (one.published_on, one.expires_on):
        assert f'value="{day.isoformat()}"' in page, "a control of type date shows no other way of writing a day, and saving would lose it"


def test_a_category_that_documents_use_stays(cast, category):
    paper(cast, category=category)
    with pytest.raises(Refused):
        remove_category(category, by=cast.zhishi)
    category.refresh_from_db()


def test_only_editors_come_to_the_desk(cast):
    one = paper(cast)
    for person in (cast.jiahe, cast.guwen, cast.rexian):
        assert cast.client(person).get(f"/workbench/documents/{one.pk}/").status_code in (403, 404)
    assert cast.client(cast.zhuguan).get("/workbench/documents/").status_code == 200


def test_the_list_shows_the_manuals_columns(cast):
    paper(cast)
    page = cast.client(cast.zhishi).get("/workbench/documents/").content.decode()
    assert all(word in page for word in ("文档标题", "产品", "阅读量", "发布日期", "收藏", "下载"))


def test_the_bytes_are_on_the_disk(cast):
    assert blobs.path_of(paper(cast).file.sha256).read_bytes() == pdf(PAGES)
