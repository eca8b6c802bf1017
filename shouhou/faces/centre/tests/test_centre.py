"""个人中心 and 最新消息 (manual 001 §2)."""

from __future__ import annotations

import re

import pytest

from shouhou.aftercare.notifications.models import Notice
from shouhou.registry.joining import actions


@pytest.mark.requirement("LC-2-01")
def test_user_name_at_the_top_leads_to_the_centre(cast):
    for user in (cast.jiahe, cast.guwen, cast.caiwu):
        browser = cast.client(user)
        page = browser.get("/", follow=True).content.decode()
        assert 'href="/me/"' in page[page.index('class="drop"'):]
        assert browser.get("/me/").status_code == 200


@pytest.mark.requirement("LC-2d-01", "LC-2d-02", "LC-2d-03", "LC-2d-05")
def test_three_solved_and_three_unsolved_by_time_of_asking(cast):
    solved = [cast.resolved(title=f"解决了{n}") for n in range(4)]
    unsolved = [cast.ask(title=f"未解决{n}") for n in range(4)]
    cast.ask(cast.jiahe2, title="同事的问题")
    page = cast.client(cast.jiahe).get("/me/").content.decode()
    first, second = page[page.index("已解决问题提醒"):page.index("未解决问题提醒")], page[page.index("未解决问题提醒"):page.index("最新消息")]
    assert re.findall("解决了\\d", first) == ["解决了3", "解决了2", "解决了1"]
    assert re.findall("未解决\\d", second) == ["未解决3", "未解决2", "未解决1"] and "同事的问题" not in page
    assert f"/tickets/{solved[3].number}/" in first and f"/tickets/{unsolved[3].number}/" in second
    assert cast.client(cast.jiahe).get(f"/tickets/{unsolved[3].number}/").status_code == 200


@pytest.mark.requirement("LC-1a-15")
def test_applicant_and_deciders_are_told(cast):
    made = actions.apply(cast.jiahe, "admin", text="需要")
    told = set(Notice.objects.filter(kind__startswith="application.made").values_list("user__username", flat=True))
    assert told == {"zhuguan", "admin", "jiahe-boss"}
    actions.refuse(made, by=cast.zhuguan, answer="请由陈总提出")
    notice = Notice.objects.get(user=cast.jiahe, kind="application.decided")
    assert "未同意" in notice.title and notice.text == "请由陈总提出" and notice.url == "/me/applications/"
    assert "未同意" in cast.client(cast.jiahe).get("/me/").content.decode()


@pytest.mark.requirement("LC-2a-02")
def test_everything_of_ones_own_is_listed(cast):
    page = cast.client(cast.jiahe).get("/me/").content.decode()
    for address in ("/me/facts/", "/password/", "/me/applications/", "/me/devices/", "/me/second-factor/", "/notices/preferences/", "/tokens/", "/me/data/"):
        assert f'href="{address}"' in page, address
