"""导入导出: out by the list and by the template of the import, and in again (ZWY-4.4-05)."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shouhou.foundation.grid.models import Export
from shouhou.foundation.imports import importers
from shouhou.foundation.imports.models import Import
from shouhou.foundation.jobs import work_off
from shouhou.support.knowledge import actions
from shouhou.support.knowledge.grid import TABLE
from shouhou.support.knowledge.models import Article


@pytest.fixture
def one(cast):
    below = actions.add_category("总账", parent=actions.add_category("财务", by=None), by=None)
    return actions.add_article("凭证断号", "<p>重新<b>编号</b>。</p>", category=below, by=cast.zhishi, brief="重编", product=cast.product, external_id="A-1")


def out(client, key):
    client.post(f"/grids/{key}/export/", {"kind": "xlsx", "back": "/workbench/knowledge/transfers/"})
    work_off()
    made = Export.objects.latest("pk")
    return b"".join(client.get(f"/exports/{made.pk}/file/").streaming_content)


@pytest.mark.requirement("ZWY-4.4-05")
@pytest.mark.requirement("X-08")
@pytest.mark.django_db(transaction=True)
def test_what_is_taken_out_by_the_template_comes_in_again(cast, one):
    client = cast.client(cast.zhishi)
    page = client.get("/workbench/knowledge/transfers/").content.decode()
    assert all(word in page for word in ("引入数据", "查看引入结果", "引出数据(按列表)", "引出数据(按引入模板)", "查看引出结果"))
    content = out(client, "knowledge_table")
    actions.remove_article(one, by=cast.zhishi)
    answer = client.post("/workbench/imports/new/", {"kind": "knowledge", "file": SimpleUploadedFile("知识.xlsx", content)})
    made = Import.objects.latest("pk")
    assert answer.url == f"/workbench/imports/{made.pk}/"
    client.post(f"{answer.url}start/", {f"column-{name}": column for name, column in made.mapping.items()})
    work_off()
    again = Article.objects.select_related("category__parent", "product").get()
    assert (again.title, again.body, again.brief, again.product, again.external_id, again.state) == (
        "凭证断号", "<p>重新<b>编号</b>。</p>", "重编", cast.product, "A-1", "pending")
    assert (again.category.name, again.category.parent.name) == ("总账", "财务")
    assert client.get(answer.url).status_code == 200 and client.get("/exports/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_by_the_list_is_the_list(cast, one):
    with zipfile.ZipFile(io.BytesIO(out(cast.client(cast.zhishi), "articles"))) as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "凭证断号" in text and "未审核" in text and "审核人" in text


def test_the_template_has_the_words_of_the_import():
    assert {str(column.label) for column in TABLE.columns} == {field.label for field in importers()["knowledge"].fields}


def test_customers_take_nothing_out(cast, one):
    assert cast.client(cast.jiahe).post("/grids/knowledge_table/export/", {"kind": "xlsx"}).status_code == 403
