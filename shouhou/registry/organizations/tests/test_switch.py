"""A person of several companies acts for one at a time; agencies stand in a tree."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused
from shouhou.registry.organizations.actions import add_organization, edit_organization, switch
from shouhou.registry.organizations.belonging import of, places
from shouhou.registry.organizations.models import Membership, Organization


@pytest.mark.requirement("X-01")
def test_the_chosen_company_comes_first(cast):
    Membership.objects.create(user=cast.jiahe, organization=cast.yuanfang_company)
    assert of(cast.jiahe) == cast.jiahe_company
    browser = cast.client(cast.jiahe)
    page = browser.get("/companies/").content.decode()
    assert "切换到 远方公司" in page and "正在使用" in page
    browser.post("/companies/", {"organization": cast.yuanfang_company.pk})
    cast.jiahe.__dict__.pop("_places", None)
    assert of(cast.jiahe) == cast.yuanfang_company and [p.name for p in places(cast.jiahe)] == ["远方公司", "嘉禾实业"]
    assert "切换单位" in browser.get("/").content.decode() and "切换单位" not in cast.client(cast.yuanfang).get("/").content.decode()


@pytest.mark.abuse(46)
def test_nobody_acts_for_a_strangers_company(cast):
    with pytest.raises(Refused, match="不属于"):
        switch(cast.jiahe, cast.yuanfang_company.pk)
    for odd in (cast.yuanfang_company.pk, "x", "²", "9" * 30, ""):
        assert cast.client(cast.jiahe).post("/companies/", {"organization": odd}).status_code == 409
    assert not Membership.objects.filter(chosen_at__isnull=False).exists()


def test_agencies_stand_in_a_tree_without_circles(cast):
    top, middle, low = (add_organization(by=None, name=name, kind="agency", region="湖北省") for name in ("总部服务", "襄阳服务", "樊城服务站"))
    browser = cast.client(cast.admin)
    browser.post(f"/workbench/agencies/{middle.pk}/parent/", {"parent": top.pk})
    browser.post(f"/workbench/agencies/{low.pk}/parent/", {"parent": middle.pk})
    page = browser.get("/workbench/agencies/tree/").content.decode()
    assert page.index("总部服务</a>") < page.index("襄阳服务</a>") < page.index("樊城服务站</a>")
    with pytest.raises(Refused, match="它的下级"):
        edit_organization(Organization.objects.get(pk=top.pk), by=None, parent=Organization.objects.get(pk=low.pk))
    assert "它的下级" in browser.post(f"/workbench/agencies/{top.pk}/parent/", {"parent": low.pk}, follow=True).content.decode()
    browser.post(f"/workbench/agencies/{low.pk}/parent/", {"parent": ""})
    assert Organization.objects.get(pk=low.pk).parent is None
    assert cast.client(cast.guwen).post(f"/workbench/agencies/{low.pk}/parent/", {"parent": ""}).status_code == 403
