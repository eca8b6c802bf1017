"""The order of names."""

from __future__ import annotations

import csv
import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouhou.foundation.kit.pinyin import letters, sort_key


@pytest.mark.parametrize(("name", "sound"), [
    ("曾国藩", "zengguofan"), ("仇和", "qiuhe"), ("单雄信", "shanxiongxin"), ("解缙", "xiejin"), ("查良镛", "zhaliangyong"), ("盖聂", "genie"), ("区大任",
    "oudaren"),
    ("朴树", "piaoshu"), ("曾都医药连锁", "zengduyiyaoliansuo"), ("重庆单氏物流", "chongqingshanshiwuliu"), ("曾经沧海", "cengjingcanghai"),
    ("山东单县农机", "shandongshanxiannongji"), ("仇和贸易有限公司", "qiuhemaoyiyouxiangongsi"), ("订单于昨日", "dingdanyuzuori"),
    ("尉迟恭", "yuchigong"), ("万俟卨", "moqixie"), ("单于", "chanyu"), ("长孙无忌", "zhangsunwuji"), ("重庆长安", "chongqingchangan"),
    ("厦门", "xiamen"), ("六安", "luan"), ("曾经", "cengjing"), ("解放", "jiefang"), ("单位", "danwei"), ("查询", "chaxun"), ("解决方案有限公司",
    "jiejuefanganyouxiangongsi"),
    ("ＡＢＣ 2号", "abc2hao"), ("Über", "uber"), ("（某）公司", "mougongsi"), ("", ""), ("𠀀", "he")])
def test_how_a_name_is_read(name, sound):
    assert letters(name) == sound


def test_numbers_then_latin_then_chinese():
    wanted = ["（某）公司", "1号店", "2号店", "010号店", "100号店", "ABC", "Äbc", "abd", "K2", "K10", "zoo", "Ωmega", "阿坝", "安阳", "奥迪", "北京", "重庆",
        "曾国藩"]
    assert sorted(set(wanted), key=lambda name: (sort_key(name), name)) == wanted


def test_letters_differ_in_case_and_width_only_for_people():
    assert sort_key("abc公司") == sort_key("ＡＢＣ公司") == sort_key("A b c 公司")


def test_the_order_is_that_of_the_consortium(shared):
    """Chinese names as ICU's zh-u-co-pinyin has them; the rest are surnames and places that ICU reads character by character."""
    with (shared / "data/collation/icu_zh_sort_sample.tsv").open(encoding="utf-8") as lines:
        names = [row["text"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    keys = [sort_key(name) for name in names if re.fullmatch("[\u4e00-\u9fff]+", name)]
    pairs = [a <= b for a, b in combinations(keys, 2)]
    assert len(keys) > 500
    assert sum(pairs) / len(pairs) > 0.96


@given(st.text(max_size=300))
def test_a_key_is_plain_and_fits_its_column(name):
    key = sort_key(name)
    assert re.fullmatch(r"[0-9a-z]* [0-9a-z]*", key)
    assert len(key) <= 400


@given(st.text(alphabet="阿嘉禾实业重庆曾解尉迟一〇々ab12é", max_size=40))
def test_a_name_is_found_by_its_sound(name):
    assert letters(name) in sort_key(name)
