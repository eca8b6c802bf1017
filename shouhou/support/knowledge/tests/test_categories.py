"""知识分类设置 (ZWY-4.4-02..04)."""

import pytest

from shouhou.foundation.access import Refused
from shouhou.support.knowledge import actions
from shouhou.support.knowledge.models import Category

ADDRESS = "/workbench/knowledge/categories/"


@pytest.mark.requirement("ZWY-4.4-02")
def test_two_levels_and_no_third(cast):
    client = cast.client(cast.zhishi)
    client.post(ADDRESS, {"name": "财务"})
    top = Category.objects.get()
    client.post(ADDRESS, {"name": "总账", "parent": top.pk})
    below = Category.objects.get(parent=top)
    page = client.get(ADDRESS + f"?parent={top.pk}").content.decode()
    assert "全部" in page and "总账" in page
    with pytest.raises(Refused, match="只有两级"):
        actions.add_category("凭证", parent=below, by=cast.zhishi)
    assert client.post(ADDRESS, {"name": "财务"}).status_code == 422


@pytest.mark.requirement("ZWY-4.4-03")
def test_a_used_category_is_not_deleted(cast):
    top, free = actions.add_category("财务", by=None), actions.add_category("空的", by=None)
    below = actions.add_category("总账", parent=top, by=None)
    actions.add_article("断号", "<p>重编。</p>", category=below, by=cast.zhishi)
    page = cast.client(cast.zhishi).post(ADDRESS + "removal/", {"pk": [top.pk, below.pk, free.pk]}, follow=True).content.decode()
    assert "删除成功" in page and "无法删除" in page and "请先删除它们" in page
    assert set(Category.objects.all()) == {top, below}


@pytest.mark.requirement("ZWY-4.4-04")
def test_a_click_on_the_name_leads_to_its_form(cast):
    one = actions.add_category("财务", by=None)
    assert f'{ADDRESS}{one.pk}/"' in cast.client(cast.zhishi).get(ADDRESS).content.decode()
    cast.client(cast.zhishi).post(f"{ADDRESS}{one.pk}/", {"name": "财务会计"})
    one.refresh_from_db()
    assert one.name == "财务会计"


@pytest.mark.requirement("ZWY-4.4-01")
def test_only_who_was_given_the_right_arranges_them(cast):
    assert cast.client(cast.guwen).post(ADDRESS, {"name": "财务"}).status_code == 403
    assert not Category.objects.exists()
