"""Bringing tables in: encodings, mapping, refusals, and going on after a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from shouhou.foundation import imports, jobs
from shouhou.foundation.access import Refused
from shouhou.foundation.imports.models import Import, RefusedRow
from shouhou.foundation.imports.running import choose, run_now
from shouhou.registry.products.models import Product

pytestmark = pytest.mark.django_db


def table(folder: Path, text: str, encoding: str = "utf-8", name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def run(made: Import) -> Import:
    made.state = Import.State.RUNNING
    made.save()
    return run_now(made)


@pytest.mark.abuse(102)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_gives_the_same_rows(cast, tmp_path, encoding):
    path = table(tmp_path, "产品名称,应用模块,使用版本\n账务助手,总账、报表,1.0\n账务助手,工资,1.0\n", encoding)
    made = run(imports.prepare("products", path, by=cast.admin))
    assert (made.total, made.added, made.changed, made.refused) == (2, 1, 1, 0)
    product = Product.objects.get(name="账务助手")
    assert [m.name for m in product.modules.all()] == ["总账", "报表", "工资"]
    assert [v.name for v in product.versions.all()] == ["1.0"]


def test_a_refused_row_is_kept_with_its_reason_and_number(cast, tmp_path):
    path = table(tmp_path, "产品名称,产品编码\n甲产品,A1\n,A2\n乙产品,A3\n")
    made = run(imports.prepare("products", path, by=cast.admin))
    assert (made.added, made.refused) == (2, 1)
    row = RefusedRow.objects.get(of=made)
    assert (row.row, row.reason, row.values) == (3, "没有产品名称。", {"产品名称": "", "产品编码": "A2"})


def test_a_row_with_more_cells_than_columns_is_refused_not_cut(cast, tmp_path):
    made = run(imports.prepare("products", table(tmp_path, "产品名称\n甲产品,多出来的\n"), by=cast.admin))
    assert made.refused == 1
    assert not Product.objects.filter(name="甲产品").exists()


def test_goes_on_where_it_stopped(cast, tmp_path, monkeypatch):
    text = "产品名称\n" + "".join(f"产品{n:03d}\n" for n in range(250))
    made = imports.prepare("products", table(tmp_path, text), by=cast.admin)
    made.state = Import.State.RUNNING
    made.save()

    class Cut(Exception):
        pass

    def cut(done: int, total: int) -> None:
        if done == 100:
            raise Cut

    with pytest.raises(Cut):
        run_now(made, cut)
    again = Import.objects.get(pk=made.pk)
    assert again.position == 100
    run_now(again)
    assert (again.position, again.added, again.refused) == (250, 250, 0)
    assert Product.objects.filter(name__startswith="产品").count() == 250


def test_a_file_that_is_no_table_is_refused(cast, tmp_path):
    for content in (b"", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, b"PK\x03\x04broken"):
        path = tmp_path / "x.csv"
        path.write_bytes(content)
        with pytest.raises(Refused) as refused:
            imports.prepare("products", path, by=cast.admin)
        assert "file" in refused.value.fields
    assert not Import.objects.exists()


def test_an_unknown_column_or_field_is_refused(cast, tmp_path):
    made = imports.prepare("products", table(tmp_path, "名字\n甲\n"), by=cast.admin)
    with pytest.raises(Refused):
        choose(made, {"product": "没有的列"})
    with pytest.raises(Refused):
        choose(made, {"nonsense": "名字"})
    with pytest.raises(Refused):
        choose(made, {})


def test_pages_from_upload_to_result(cast, client, tmp_path):
    client.force_login(cast.admin)
    with table(tmp_path, "产品名称,备注\n丙产品,x\n,y\n").open("rb") as file:
        answer = client.post("/workbench/imports/new/", {"kind": "products", "file": file})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "产品名称" in page.content.decode()
    started = client.post(answer["Location"] + "start/", {"column-product": "产品名称"})
    assert started.status_code == 302
    jobs.work_off()
    page = client.get(answer["Location"]).content.decode()
    assert "没有产品名称。" in page
    refused = client.get(answer["Location"] + "refused.csv").content.decode("utf-8-sig")
    assert refused.splitlines()[1] == ",y,没有产品名称。"


def test_another_persons_import_does_not_exist(cast, client, tmp_path):
    made = imports.prepare("products", table(tmp_path, "产品名称\n甲\n"), by=cast.admin)
    client.force_login(cast.jiahe)
    assert client.get(f"/workbench/imports/{made.pk}/").status_code in (403, 404)
