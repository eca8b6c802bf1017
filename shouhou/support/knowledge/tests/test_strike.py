"""Personal data is found and struck out."""

import pytest

from shouhou.support.knowledge.striking import personal, strike


@pytest.mark.parametrize(("text", "kind", "found"), [
    ("请打13907101234找我", "phone", "13907101234"), ("电话 139 0710 1234。", "phone", "139 0710 1234"), ("0539-8123456转802", "phone", "0539-8123456转802"),
    ("热线 400-658-6000", "phone", "400-658-6000"),
    ("身份证420106199001011234。", "id", "420106199001011234"), ("税号91420100MA4KXXJH3X", "id", "91420100MA4KXXJH3X"),
    ("发到 wang.min@jiahe.example.cn 谢谢", "mail", "wang.min@jiahe.example.cn"), ("卡号6222 0212 3456 7890 123", "card", "6222 0212 3456 7890 123"),
    ("嘉禾实业有限公司的账", "company", "嘉禾实业有限公司"), ("请王经理确认", "name", "王经理"), ("联系人：王敏", "name", "王敏"),
])
def test_it_is_found(text, kind, found):
    assert any(one.kind == kind and found in one.text for one in personal(text))


@pytest.mark.parametrize("text", ["凭证号 0012，科目 1002.01", "2026年11月23日结账",
                                  "金额 13907.12 元", "版本 10.5.2", "单据 OD000000128", "请先反结账", "补丁 0917 已发布"])
def test_ordinary_words_stay(text):
    assert personal(text) == []


def test_known_names_go_and_the_markup_stays_whole():
    html, struck = strike('<p>王敏说 <a href="/files/13907101234/a">见图</a>，电话<b>13907101234</b></p>', [("name", "王敏"), ("company", "嘉禾实业")])
    assert html == '<p>【姓名】说 <a href="/files/13907101234/a">见图</a>，电话<b>【电话】</b></p>'
    assert [(one.kind, one.text) for one in struck] == [("name", "王敏"), ("phone", "13907101234")]


def test_a_long_text_takes_no_time():
    assert personal("有限" * 50_000 + "1" * 50_000 + "a@" * 20_000) is not None
