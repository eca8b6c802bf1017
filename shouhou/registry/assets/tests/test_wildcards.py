"""Serial numbers by wildcards: through the index, and right after every verb."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from shouhou.foundation.grid import Asking, page, rebuild
from shouhou.registry.assets.actions import list_serial, register, transfer
from shouhou.registry.assets.grid import ASSETS


def found(user, address: str) -> tuple[list[str], bool]:
    """The serial numbers found, and whether the index was asked."""
    with CaptureQueriesContext(connection) as queries:
        rows = page(ASSETS, user, Asking.read(ASSETS, user, QueryDict(address))).rows
    return [row["serial"] for row in rows], any(("grid_index_assets" in query["sql"] and " MATCH " in query["sql"].upper()) or "@>" in query["sql"]
                                                for query in queries)


@pytest.mark.requirement("HX-1.2.5-01")
def test_a_serial_number_is_found_by_three_characters_anywhere_in_it(cast):
    one = list_serial(cast.product, "2BY-5084-1044-1", by=cast.admin)
    rebuild("assets")
    later = list_serial(cast.product, "2BY-5084-2000-7", by=cast.admin)
    assert found(cast.admin, "c=serial~has~2by*5084*4-1") == ([one.serial], True)
    assert found(cast.admin, "c=serial~has~084") == ([one.serial, later.serial], True)
    assert found(cast.admin, "c=serial~has~999") == ([], True)


def test_where_it_stands_is_found_after_registering_and_after_it_went_to_another(cast):
    box = list_serial(cast.product, "PRESS-0001", by=cast.admin)
    rebuild("assets")
    mine = register(cast.jiahe_company, box.serial, by=cast.jiahe, place="重庆市渝北区三号厂房", contact_name="王敏")
    assert found(cast.admin, "c=place~has~三号厂") == (["PRESS-0001"], True)
    transfer(mine, cast.yuanfang_company, by=cast.admin, reason="合同 7")
    assert found(cast.admin, "c=place~has~三号厂") == ([], True)
    assert found(cast.admin, "c=owner~has~有限公司")[1] is False, "names of others are read, not held"
