"""部门: written on one page, effective with the next request."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from shouhou.foundation.grid import Asking, page
from shouhou.registry.organizations.actions import edit_organization, set_departments
from shouhou.registry.organizations.grid import CUSTOMERS, MEMBERS
from shouhou.registry.organizations.models import Membership, Organization


def test_written_by_the_page_and_effective_at_once(cast):
    own, other = (Membership.objects.get(user=u) for u in (cast.jiahe, cast.yuanfang))
    browser, address = cast.client(cast.admin), f"/workbench/customers/{cast.jiahe_company.pk}/departments/"
    assert "王佳" in browser.get(address).content.decode()
    browser.post(address, {"shares": "1", f"department-{own.pk}": " 财务部 ", f"department-{other.pk}": "别人的"})
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.department, other.department) == ("财务部", "")
    assert Organization.objects.get(pk=cast.jiahe_company.pk).share_in_department
    assert "更改部门" in browser.get(f"/workbench/customers/{cast.jiahe_company.pk}/").content.decode()
    assert browser.post(address, {f"department-{own.pk}": "x" * 61}).status_code == 422
    assert cast.client(cast.guwen).post(address).status_code == 403
    browser.post(address, {f"department-{own.pk}": "财务部"})
    assert not Organization.objects.get(pk=cast.jiahe_company.pk).share_in_department


@pytest.mark.requirement("HX-1.2.1-03")
def test_departments_and_regions_stand_by_their_pinyin(cast):
    rows = [Membership.objects.get(user=user) for user in (cast.jiahe, cast.jiahe2, cast.jiahe_boss)]
    set_departments(cast.jiahe_company, {row.pk: name for row, name in zip(rows, ("装配车间", "财务部", "2 号车间"), strict=True)}, shares=False, by=cast.admin)
    for company, region in ((cast.jiahe_company, "重庆市"), (cast.yuanfang_company, "长沙市")):
        edit_organization(company, by=cast.admin, region=region)

    def listed(grid, address, key):
        return [row[key] for row in page(grid, cast.admin, Asking.read(grid, cast.admin, QueryDict(address))).rows]

    assert listed(MEMBERS, "sort=department&c=department~filled~", "department") == ["2 号车间", "财务部", "装配车间"]
    assert listed(CUSTOMERS, "sort=region&c=region~filled~", "region") == ["长沙市", "重庆市"]
    assert listed(CUSTOMERS, "sort=-region&c=region~filled~", "region") == ["重庆市", "长沙市"]
