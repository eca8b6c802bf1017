"""厂商资料: whose platform this is, on every page and before signing in."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shouhou.foundation.access import Refused
from shouhou.registry.organizations.actions import configure
from shouhou.registry.organizations.belonging import vendor
from shouhou.registry.organizations.models import Organization, Vendor

FACTS = {"name": "湖北汇吉信息技术有限公司", "short_name": "汇吉", "platform_name": "汇吉在线服务中心", "colour": "#0a7d55",
         "website": "www.example.com", "service_address": "襄阳市长虹路 1 号", "hotlines": "0710-3470000", "email": "fw@example.com",
         "wechat_name": "汇吉信息", "sign_in_hint": "不知道用户名请问公司内部管理人员或实施顾问。", "terms": "第一条 <b>服务</b>",
         "fee_warning_days": 45, "auto_close_days": 7, "escalate_days": 2}


def picture(kind: str = "PNG") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (80, 40), "#0a7d55").save(out, kind)
    return SimpleUploadedFile(f"logo.{kind.lower()}", out.getvalue(), content_type="image/png")


@pytest.mark.requirement("HJ-1.2-01", "HJ-1.2-03")
def test_sign_in_page_shows_the_vendor(cast, client):
    assert cast.client(cast.admin).post("/workbench/settings/vendor/", FACTS).status_code == 302
    page = client.get("/login").content.decode()
    for word in ("汇吉在线服务中心", "湖北汇吉信息技术有限公司", "襄阳市长虹路 1 号", "0710-3470000", "不知道用户名请问公司内部管理人员或实施顾问。"):
        assert word in page
    assert "#0a7d55" in page
    terms = client.get("/terms/").content.decode()
    assert "第一条" in terms and "<b>服务</b>" not in terms


def test_logo_is_seen_before_signing_in_and_can_be_removed(cast, client):
    cast.client(cast.admin).post("/workbench/settings/vendor/", {**FACTS, "logo_file": picture(), "wechat_qr_file": picture("JPEG")})
    profile = vendor()
    assert f"/files/{profile.logo}" in client.get("/login").content.decode()
    assert client.get(f"/files/{profile.logo}").status_code == 200
    cast.client(cast.admin).post("/workbench/settings/vendor/", {**FACTS, "remove_logo": "1"})
    assert vendor().logo == "" and vendor().wechat_qr


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"%PDF-1.4", b"", b"MZ\x90\x00", b"GIF89a" + b"\0" * 40])
def test_what_is_no_picture_is_refused_and_nothing_is_saved(cast, content):
    before = vendor().name
    page = cast.client(cast.admin).post("/workbench/settings/vendor/", {**FACTS, "logo_file": SimpleUploadedFile("logo.png", content)})
    assert page.status_code == 400 and vendor().name == before and "汇吉在线服务中心" in page.content.decode()


@pytest.mark.parametrize(("facts", "field"), [
    ({"name": ""}, "name"), ({"colour": "red;}"}, "colour"), ({"colour": "#12345"}, "colour"), ({"email": "x"}, "email"),
    ({"website": "javascript:alert(1)"}, "website"), ({"fee_warning_days": -1}, "fee_warning_days"), ({"name": "嘉禾实业"}, "name"),
    ({"terms": "x" * 60_000}, "terms")])
def test_what_will_not_do_is_said_beside_its_field(cast, facts, field):
    with pytest.raises(Refused) as no:
        configure(by=cast.admin, **facts)
    assert field in no.value.fields


def test_vendor_and_its_own_company_carry_one_name(cast):
    configure(by=cast.admin, name="新名称")
    assert Vendor.objects.count() == 1 and Organization.objects.get(kind="vendor").name == "新名称"


def test_fresh_installation_has_a_name_too(db, client):
    assert "在线服务中心" in client.get("/login").content.decode()
