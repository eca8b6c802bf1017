"""Every page that is a list asks the same few statements, however many rows stand in it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouhou.aftercare.notifications.models import Notice
from shouhou.foundation.access.models import Role
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.actions import add_organization
from shouhou.registry.organizations.models import Membership
from tests.cast import Cast

PAGES = {
    "admin": ("/workbench/customers/", "/workbench/customers/people/", "/workbench/agencies/", "/workbench/people/", "/workbench/people/roles/",
              "/workbench/products/", "/workbench/assets/", "/workbench/agreements/", "/workbench/leads/", "/workbench/applications/", "/workbench/knowledge/",
              "/workbench/documents/", "/workbench/notifications/", "/workbench/jobs/", "/workbench/imports/", "/workbench/settings/kingdee/", "/notices/",
              "/exports/"),
    "zhuguan": ("/workbench/tickets/?sort=number", "/notices/"),
    "jiahe": ("/tickets/open/?sort=number", "/assets/", "/notices/"),
}
MOST = 11
"""Statements of a page with all that its frame asks: who it is, the rights, the figures in the menu, views, the counts above the list, the rows."""


def fill(cast: Cast, first: int, last: int) -> None:
    """Rows for the lists that a test may grow quickly: companies, agencies, members, staff with a role of the house, notices."""
    role, _new = Role.objects.get_or_create(code="own-1", defaults={"label": "区域经理", "capabilities": ["workbench.home"]})
    for n in range(first, last):
        company = add_organization(by=cast.admin, name=f"第 {n} 服务机构", kind="agency", region="湖北省")
        Membership.objects.create(user=cast.yuanfang, organization=company, department="财务部")
        colleague = User.objects.create(username=f"colleague-{n}", name=f"同事 {n}")
        colleague.grants.create(role=role.code)
        colleague.grants.create(role="consultant")
        for user in (cast.admin, cast.zhuguan, cast.jiahe):
            Notice.objects.create(user=user, kind="ticket.accepted", title=f"消息 {n}", text="内容", dedup=f"{n}:{user.pk}")


@pytest.mark.requirement("X-06")
@pytest.mark.parametrize(("name", "address"), [(name, address) for name, addresses in PAGES.items() for address in addresses])
@pytest.mark.django_db(transaction=True)  # as pages run: what rooms keep between requests is kept
def test_statements_do_not_grow_with_the_rows(cast: Cast, name: str, address: str) -> None:
    browser = cast.client(cast.people[name])

    def asked() -> int:
        for _time in range(2):
            browser.get(address)
        with CaptureQueriesContext(connection) as statements:
            assert browser.get(address).status_code == 200
        return len(statements)

    fill(cast, 0, 2)
    few = asked()
    fill(cast, 2, 20)
    assert asked() <= few <= MOST


def test_roles_of_the_house_stand_in_the_list_of_people(cast: Cast) -> None:
    fill(cast, 0, 1)
    page = cast.client(cast.admin).get("/workbench/people/?c=username~is~colleague-0").content.decode()
    assert "顾问、区域经理" in page
    assert "区域经理" in cast.client(cast.admin).get("/workbench/people/roles/?group=role").content.decode()
