"""联系我们 (manual 001 §11) and 友情提示 (manual 002)."""

from __future__ import annotations

import pytest

from shouhou.registry.organizations.belonging import forget_vendor
from shouhou.registry.organizations.models import Vendor


@pytest.mark.requirement("LC-11-01", "LC-11-03", "YY-6-01", "YY-6-03")
def test_anybody_reads_how_to_reach_the_vendor(cast, client):
    Vendor.objects.update(wechat_qr="x" * 22 + "/wechat_qr.png", wechat_name="示范")
    forget_vendor()
    for browser in (client, cast.client(cast.jiahe)):
        page = browser.get("/contact/").content.decode()
        for word in ("联系电话", "400-000-0000", "fuwu@example.com", "2 个工作日内给您回复", "扫描二维码进入示范官方微信", "wechat_qr.png",
                     "定期做数据库备份", "不要擅自更改数据库", "扩充模块", "/leads/new/"):
            assert word in page, word
    assert 'href="/contact/"' in client.get("/login").content.decode()


@pytest.mark.requirement("YY-6-01")
def test_tips_and_days_are_the_administrators(cast, client):
    browser = cast.client(cast.admin)
    assert browser.post("/workbench/settings/contact/", {"reply_days": "0", "tips": ""}).status_code == 400
    assert browser.post("/workbench/settings/contact/", {"reply_days": "3", "tips": "先备份<b>\n\n再升级"}).status_code == 302
    page = client.get("/contact/").content.decode()
    assert "3 个工作日" in page and "<li>先备份&lt;b&gt;</li><li>再升级</li>" in page
    for no in (cast.zhuguan, cast.guwen, cast.jiahe_boss):
        assert cast.client(no).get("/workbench/settings/contact/").status_code == 403
