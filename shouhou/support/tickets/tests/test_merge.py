"""Two entries of one company become one, and apart again."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused
from shouhou.registry.agreements.models import Agreement
from shouhou.registry.organizations.actions import add_organization, merge, undo_merge
from shouhou.registry.organizations.belonging import of
from shouhou.registry.organizations.models import Membership, Merge, Organization
from shouhou.registry.products.models import Holding
from shouhou.support.tickets.models import Ticket


def standing(company):
    return {"tickets": set(Ticket.objects.filter(organization=company).values_list("pk", flat=True)),
            "people": set(Membership.objects.filter(organization=company).values_list("user_id", flat=True)),
            "products": set(Holding.objects.filter(organization=company).values_list("product_id", flat=True)),
            "agreements": set(Agreement.objects.filter(organization=company).values_list("pk", flat=True))}


@pytest.mark.requirement("X-01")
def test_everything_goes_over_and_back(cast):
    cast.ask(cast.jiahe)
    cast.ask(cast.yuanfang)
    Membership.objects.create(user=cast.yuanfang, organization=cast.jiahe_company)
    jiahe, yuanfang = standing(cast.jiahe_company), standing(cast.yuanfang_company)
    made = merge(cast.yuanfang_company, cast.jiahe_company, by=cast.admin)
    both = standing(cast.jiahe_company)
    for what in jiahe:
        assert both[what] == jiahe[what] | yuanfang[what], what
    assert of(cast.yuanfang) == cast.jiahe_company
    assert "远方公司" not in cast.client(cast.admin).get("/workbench/customers/").content.decode()
    later = cast.ask(cast.yuanfang_boss, organization=cast.jiahe_company)
    undo_merge(made, by=cast.admin)
    assert standing(cast.yuanfang_company) == yuanfang
    assert standing(cast.jiahe_company) == {**jiahe, "tickets": jiahe["tickets"] | {later.pk}}, "what came after the merge stays"
    assert Organization.objects.get(pk=cast.yuanfang_company.pk).kind == "customer"
    with pytest.raises(Refused, match="已经撤销"):
        undo_merge(made, by=cast.admin)


def test_by_the_pages(cast):
    browser, address = cast.client(cast.admin), f"/workbench/customers/{cast.yuanfang_company.pk}/merge/"
    assert "条资料" in browser.get(address).content.decode()
    assert browser.post(address, {"target": "没有"}).status_code == 400
    page = browser.post(address, {"target": "嘉禾实业"}, follow=True).content.decode()
    assert "远方公司 已并入本单位" in page and "撤销合并" in page
    made = Merge.objects.get()
    browser.post(f"/workbench/customers/{cast.jiahe_company.pk}/merges/{made.pk}/undo/")
    made.refresh_from_db()
    assert made.undone_at and "已并入本单位" not in browser.get(f"/workbench/customers/{cast.jiahe_company.pk}/").content.decode()
    for who in (cast.guwen, cast.zhuguan, cast.jiahe_boss):
        assert cast.client(who).post(address, {"target": "嘉禾实业"}).status_code == 403


def test_what_makes_no_sense_is_refused(cast):
    top = add_organization(by=None, name="总部服务", kind="agency")
    below = add_organization(by=None, name="分部服务", kind="agency", parent=top)
    for source, target in ((cast.jiahe_company, cast.jiahe_company), (cast.jiahe_company, top), (top, below)):
        with pytest.raises(Refused) as no:
            merge(source, target, by=None)
        assert "target" in no.value.fields
    assert not Merge.objects.exists()
