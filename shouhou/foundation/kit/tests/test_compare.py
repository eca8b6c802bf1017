"""Keys and words of texts."""

from __future__ import annotations

import pytest

from shouhou.foundation.kit.text import normal_key, plain_text


@pytest.mark.parametrize(("markup", "words"), [
    ("<p>一</p><p>二</p>", "一\n二"), ("一<br>二<br/>三", "一\n二\n三"), ("<p>a &lt;b&gt; &amp; &#39;c&#39;&nbsp;d</p>", "a <b> & 'c' d"),
    ("<ul><li>甲</li><li>乙</li></ul>", "甲\n乙"), ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"), ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
    ('<img alt="a>b" src="x">后', "后"), ("<p>  多  空 \n 格 </p>", "多 空\n格"), ("", ""), ("1 < 2", "1 < 2"), ("&#0;&#55296;x", "��x"),
])
def test_words_of_a_text(markup, words):
    assert plain_text(markup) == words


@pytest.mark.parametrize(("one", "other"), [("ＡＢＣ公司", "abc公司"), ("Straße", "STRASSE"), (" 嘉禾  实业 ", "嘉禾 实业"), ("①号", "1号"), ("ﬁle", "FILE"),
    ("é", "e\u0301")])
def test_spellings_of_one_name_meet(one, other):
    assert normal_key(one) == normal_key(other)
