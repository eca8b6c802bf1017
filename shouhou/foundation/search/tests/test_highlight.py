"""Marks in a text."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouhou.foundation import search


@pytest.mark.parametrize(("text", "query", "shown"), [
    ("凭证模板", "凭证", "<mark>凭证</mark>模板"), ("凭证模板", "模板 凭证", "<mark>凭证</mark><mark>模板</mark>"), ("单号 GL-0012", "gl-0012",
    "单号 <mark>GL-0012</mark>"),
    ("单号 GL-0012", "ＧＬ－００１２", "单号 <mark>GL-0012</mark>"), ("单号 ＧＬ０１", "gl01", "单号 <mark>ＧＬ０１</mark>"), ("2BY.5084", "2by-5084",
    "<mark>2BY.5084</mark>"),
    ("a<b>", "b", "a&lt;<mark>b</mark>&gt;"), ("a&b", "amp", "a&amp;b"), ("凭证", "", "凭证"), ("凭证", " ， ", "凭证"), ("凭证", "*", "凭证"), ("", "x", ""),
    ("Straße", "strasse", "<mark>Straße</mark>"), ("ﬁle", "i", "<mark>ﬁ</mark>le"), ("凭凭证", "凭 凭证", "<mark>凭</mark><mark>凭证</mark>"), ("x.y", ".",
    "x.y"),
    ("(a+b)", "a+b", "(<mark>a+b</mark>)"), ("'\"", "'", "&#x27;&quot;")])
def test_marks(text, query, shown):
    assert search.highlight(text, query) == shown


def test_only_the_neighbourhood_of_the_first_place():
    text = "前" * 100 + "蓝屏" + "后" * 100
    assert search.highlight(text, "蓝屏", around=3) == "…前前前<mark>蓝屏</mark>后后后…"
    assert search.highlight("蓝屏后", "蓝屏", around=9) == "<mark>蓝屏</mark>后"
    assert search.highlight("一二三四五六七八", "没有", around=2) == "一二三四"


@pytest.mark.abuse(76)
@given(st.text(max_size=60), st.text(max_size=30), st.integers(0, 10))
def test_nothing_but_marks_is_added_and_nothing_lost(text, query, around):
    found = search.highlight(text, query, around=around)
    assert not re.search(r"<(?!/?mark>)", found)
    if not around:
        assert unescape(re.sub("</?mark>", "", found)) == unescape(str(found).replace("<mark>", "").replace("</mark>", ""))
        assert re.sub("</?mark>", "", found) == re.sub("</?mark>", "", search.highlight(text, ""))
