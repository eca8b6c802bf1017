"""部门: written on one page, effective with the next request."""

from __future__ import annotations

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
