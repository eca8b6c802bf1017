"""Serial numbers brought in from tables."""

from __future__ import annotations

import pytest

from shouhou.foundation import imports
from shouhou.foundation.imports.models import Import, RefusedRow
from shouhou.foundation.imports.running import run_now
from shouhou.registry.assets.models import Asset

TABLE = """序列号,产品名称,版本,出厂日期,所有单位,购买日期
NC65-1,金蝶云·星空企业版,8.0,2026/1/2,嘉禾实业,2026年3月4日
NC65-2,金蝶云·星空企业版,,,,
nc65 1,金蝶云·星空企业版,8.0,,,
NC65-3,没有的产品,,,,
NC65-4,金蝶云·星空企业版,9.9,,,
NC65-5,金蝶云·星空企业版,,,没有的单位,
NC65-2,财务助手,,,,
"""


@pytest.mark.requirement("X-08")
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_serial_numbers_with_their_owners(cast, tmp_path, encoding):
    path = tmp_path / "序列号.csv"
    path.write_bytes(TABLE.encode(encoding))
    made = imports.prepare("serials", path, by=cast.admin)
    Import.objects.filter(pk=made.pk).update(state="running")
    made.refresh_from_db()
    run_now(made)
    assert (made.added, made.same, made.refused) == (2, 1, 4)
    first = Asset.objects.get(serial="NC65-1")
    assert (str(first.made_on), first.organization, str(first.bought_on), first.state) == ("2026-01-02", cast.jiahe_company, "2026-03-04", "registered")
    reasons = "".join(RefusedRow.objects.values_list("reason", flat=True))
    for words in ("没有产品", "没有版本", "没有单位", "登记为别的产品"):
        assert words in reasons
