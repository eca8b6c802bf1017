"""行政区划 from the official list, offered while somebody types."""

from __future__ import annotations

import pytest

from shouhou.foundation import imports
from shouhou.foundation.imports.models import Import, RefusedRow
from shouhou.foundation.imports.running import run_now
from shouhou.registry.organizations.models import Region

TABLE = "code,name,provinceCode\n42,湖北省,\n4206,襄阳市,42\n420606,樊城区,42\n11,北京市,\n1101,市辖区,11\n110101,东城区,11\n"


def bring(cast, path):
    made = imports.prepare("regions", path, by=cast.admin)
    Import.objects.filter(pk=made.pk).update(state="running")
    made.refresh_from_db()
    return run_now(made)


@pytest.mark.requirement("X-01", "X-08")
def test_provinces_cities_and_counties(cast, tmp_path):
    path = tmp_path / "regions.csv"
    path.write_text(TABLE)
    made = bring(cast, path)
    assert (made.added, made.refused) == (6, 0)
    assert Region.objects.get(code="420606").full_name == "湖北省襄阳市樊城区"
    assert Region.objects.get(code="110101").full_name == "北京市东城区"
    assert bring(cast, path).same == 6
    browser = cast.client(cast.guwen)
    assert browser.get("/workbench/regions/?q=樊城").content.decode().strip() == '<option value="湖北省襄阳市樊城区"></option>'
    page = browser.get("/workbench/regions/?parent=42").content.decode()
    assert "襄阳市" in page and "北京市" not in page
    assert 'data-suggest="/workbench/regions/"' in cast.client(cast.admin).get("/workbench/customers/new/").content.decode()


def test_long_codes_a_new_name_and_what_will_not_do(cast, tmp_path):
    path = tmp_path / "regions.csv"
    path.write_text("行政区划代码,名称\n420000,湖北省\n420600,襄樊市\n420600,襄阳市\n,x\n43x,y\n510100,成都市\n420700,\n")
    made = bring(cast, path)
    assert (made.added, made.changed, made.refused) == (2, 1, 4)
    assert Region.objects.get(code="4206").full_name == "湖北省襄阳市"
    assert "没有上一级" in "".join(RefusedRow.objects.values_list("reason", flat=True))


def test_the_official_list_as_it_is(cast, shared):
    made = [bring(cast, shared / "data" / "regions" / f"{name}.csv") for name in ("provinces", "cities")]
    assert [m.added for m in made] == [31, 342] and not RefusedRow.objects.exists()
    assert Region.objects.get(code="4206").full_name == "湖北省襄阳市"


@pytest.mark.requirement("X-08")
@pytest.mark.parametrize("name", ["cities.gb18030.csv", "cities.utf8bom.csv", "cities.utf16le_bom_tab.txt"])
def test_as_spreadsheets_save_it(cast, shared, name):
    for province in ("provinces.csv",):
        bring(cast, shared / "data" / "regions" / province)
    assert bring(cast, shared / "data" / "encodings" / name).added == 342
