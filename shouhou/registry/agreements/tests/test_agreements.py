"""服务合同 and 服务费到期时间."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shouhou.foundation.access import Refused
from shouhou.registry.agreements.actions import add_agreement, edit_agreement, renewal
from shouhou.registry.agreements.expiry import expiry
from shouhou.registry.agreements.models import Agreement

TODAY = timezone.localdate()


@pytest.mark.requirement("HJ-1.2-09")
@pytest.mark.parametrize(("days", "is_near", "is_past"), [(31, False, False), (30, True, False), (0, True, False), (-1, True, True)])
def test_expiry_is_the_latest_end_and_warns_ahead(cast, days, is_near, is_past):
    Agreement.objects.filter(organization=cast.jiahe_company).delete()
    assert expiry(cast.jiahe_company, warn_days=30) is None
    for back in (400, 0):
        add_agreement(cast.jiahe_company, by=cast.admin, starts_on=TODAY - timedelta(days=800), ends_on=TODAY + timedelta(days=days - back))
    found = expiry(cast.jiahe_company, warn_days=30)
    assert found and (found.days_left, found.is_near, found.is_past) == (days, is_near, is_past)


@pytest.mark.parametrize(("starts", "ends", "next_starts", "next_ends"), [
    (date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
    (date(2025, 3, 1), date(2027, 2, 28), date(2027, 3, 1), date(2029, 2, 28)),
    (date(2024, 2, 29), date(2025, 2, 27), date(2025, 2, 28), date(2026, 2, 27)),
    (date(2025, 6, 1), date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 30)),
])
def test_renewal_follows_without_a_gap(starts, ends, next_starts, next_ends):
    assert renewal(Agreement(starts_on=starts, ends_on=ends)) == (next_starts, next_ends)


def test_added_renewed_and_corrected_by_the_pages(cast):
    browser, base = cast.client(cast.caiwu), f"/workbench/customers/{cast.jiahe_company.pk}/agreements/"
    known = Agreement.objects.get(organization=cast.jiahe_company)
    form = browser.get(f"{base}new/?after={known.pk}").content.decode()
    assert f'value="{known.ends_on + timedelta(days=1)}"' in form and "续签" in form
    browser.post(f"{base}new/", {"name": "续签一年", "starts_on": "2030-01-01", "ends_on": "2030-12-31"})
    made = Agreement.objects.get(name="续签一年")
    browser.post(f"{base}{made.pk}/", {"name": "续签一年", "starts_on": "2030-01-01", "ends_on": "2031-12-31", "number": "HT-1"})
    made.refresh_from_db()
    assert (made.number, made.ends_on) == ("HT-1", date(2031, 12, 31))
    page = cast.client(cast.admin).get(f"/workbench/customers/{cast.jiahe_company.pk}/").content.decode()
    assert "续签一年" in page and "2031-12-31" in page and "新增服务合同" in page


@pytest.mark.parametrize("facts", [
    {"starts_on": date(2026, 1, 2), "ends_on": date(2026, 1, 1)}, {"starts_on": date(1900, 1, 1), "ends_on": date(2026, 1, 1)},
    {"starts_on": date(2026, 1, 1), "ends_on": date(9999, 1, 1)}, {"starts_on": TODAY, "ends_on": TODAY, "remark": "x" * 201}])
def test_what_will_not_do_is_refused(cast, facts):
    with pytest.raises(Refused):
        add_agreement(cast.jiahe_company, by=cast.admin, **facts)
    with pytest.raises(Refused):
        edit_agreement(Agreement.objects.first(), by=cast.admin, **facts)


def test_odd_dates_and_marks_are_said_not_broken(cast):
    browser, base = cast.client(cast.caiwu), f"/workbench/customers/{cast.jiahe_company.pk}/agreements/"
    for day in ("", "2026-02-30", "gestern", "０", "99999-01-01"):
        page = browser.post(f"{base}new/", {"starts_on": day, "ends_on": "2026-12-31", "remark": "留着"})
        assert page.status_code == 400 and "留着" in page.content.decode()
    for after in ("x", "9" * 40, "-1", "²", ""):
        assert browser.get(f"{base}new/", {"after": after}).status_code == 200


def test_list_shows_what_expires(cast):
    def names(**query: str) -> str:
        return cast.client(cast.caiwu).get("/workbench/agreements/", query).content.decode()

    assert "远方公司" in names() and "嘉禾实业" not in names()
    assert "嘉禾实业" in names(span="later") and "嘉禾实业" in names(span="all") and "远方公司" not in names(span="past")
    assert "远方公司" in names(span="';--")


@pytest.mark.abuse(46)
def test_agreement_of_another_company_is_not_found(cast):
    other = Agreement.objects.get(organization=cast.yuanfang_company)
    assert cast.client(cast.caiwu).get(f"/workbench/customers/{cast.jiahe_company.pk}/agreements/{other.pk}/").status_code == 404
    assert not Agreement.objects.visible_to(cast.jiahe).filter(organization=cast.yuanfang_company).exists()
    assert Agreement.objects.visible_to(cast.jiahe).count() == 1


def test_who_may_not_read_agreements_sees_none_of_them(cast):
    assert cast.client(cast.guwen).get("/workbench/agreements/").status_code == 403
    assert "服务合同" not in cast.client(cast.guwen).get(f"/workbench/customers/{cast.jiahe_company.pk}/").content.decode()
