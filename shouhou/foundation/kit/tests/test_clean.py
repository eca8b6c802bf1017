"""Rich text: what runs never comes through, and cleaning twice changes nothing."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouhou.foundation.kit.richtext import ATTRIBUTES, TAGS, clean, from_plain, is_blank
from shouhou.foundation.kit.text import plain_text

OWN = "/files/" + "a" * 22 + "/图.png"
PAYLOADS = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//x.example/x.js></SCRIPT>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>", '<img src="x" onerror="alert(1)"/>', "<img/src=x/onerror=alert(1)>", "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>", '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">", '<a href="javascript:alert(1)">x</a>', '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>', '<a href="&#106;avascript:alert(1)">x</a>', '<a href=" javascript:alert(1)">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>', '<a href="data:text/html,<script>alert(1)</script>">x</a>', '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="javascript&colon;alert(1)">x</a>', "<iframe src=javascript:alert(1)></iframe>", '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<object data=x.swf></object>", "<embed src=x.swf>", "<form action=/login><input name=password></form>", "<button formaction=javascript:alert(1)>x",
    '<base href="//evil.example/">', '<meta http-equiv=refresh content="0;url=javascript:alert(1)">', '<link rel=stylesheet href="//evil.example/x.css">',
    "<style>@import '//evil.example/x.css';</style>", '<p style="position:fixed;inset:0">x</p>', '<div style="background:url(javascript:alert(1))">x</div>',
    "<body onload=alert(1)>", "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)></video>", "<marquee onstart=alert(1)>",
    "<input autofocus onfocus=alert(1)>", "<select><template><script>alert(1)</script>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<!--><img src=x onerror=alert(1)>-->", "<![CDATA[<img src=x onerror=alert(1)>]]>", "<p id=__proto__ class=modal name=csrf>x</p>",
    "<table background=javascript:alert(1)><td background=x>", "<textarea><img title='</textarea><script>alert(1)</script>'>",
    '<xss style="behavior:url(x.htc)">', "<b onclick=alert(1)//\n>x</b>", "<a href=x target=_blank onmouseover=alert(1)>x</a>",
]


class Outline(HTMLParser):
    """The tags of a text and their attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def harmless(markup: str) -> bool:
    """By another parser: only tags and attributes of the list, only addresses that run nothing."""
    for tag, attributes in Outline(markup).found:
        if tag not in TAGS or not set(attributes) <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set()):
            return False
        if re.match(r"[\s\x00-\x20]*(javascript|data|vbscript)", attributes.get("href") or attributes.get("src") or "", re.I):
            return False
    return True


@pytest.mark.abuse(76)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_runs_comes_through(payload):
    for markup in (payload, f"<p>前</p>{payload}<p>后</p>", f"<table><tr><td>{payload}", f"<pre>{payload}</pre>"):
        found = clean(markup)
        assert harmless(found), found
        assert clean(found) == found


@pytest.mark.abuse(77)
@pytest.mark.parametrize("address", [
    "javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "data:image/svg+xml,<svg/>",
    "vbscript:x", "file:///etc/passwd", "ftp://x.example/", "blob:https://x/1", "intent://x", "javascript://x.example/%0aalert(1)"])
def test_links_lead_to_pages_mail_and_phones_only(address):
    assert "href" not in clean(f'<a href="{address}">x</a>')


@pytest.mark.parametrize("address", ["https://x.example/a?b=1", "http://x.example", "mailto:a@x.example", "tel:4008008008", "/tickets/OD1/", "#top"])
def test_a_link_stays_and_gives_no_way_back(address):
    assert clean(f'<a href="{address}" target="_blank">x</a>') == f'<a href="{address}" rel="noopener noreferrer">x</a>'


@pytest.mark.abuse(83)
@pytest.mark.parametrize("source", ["https://x.example/pixel.gif", "//x.example/x.png", "/files/../logout", "/files/short/x.png", "/logout",
                                    "/files/" + "a" * 22 + "/../../logout", "/files/" + "a" * 22 + "/x?next=1", "data:image/png;base64,AA", "cid:1"])
def test_pictures_come_from_our_own_files_only(source):
    assert clean(f'<p>甲<img src="{source}" alt="x>y">乙</p>') == "<p>甲乙</p>"


def test_own_pictures_and_the_shape_of_a_text_stay():
    text = f'<h3>步骤</h3><ol><li>一</li></ol><p><img src="{OWN}" alt="图"><img alt="图" src="{OWN}"></p>'
    text += '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table>'
    assert clean(text) == text
    assert not is_blank(f'<p><img src="{OWN}"></p>') and is_blank("<p>&nbsp;<br></p>")


PIECES = st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<a href='x'>", "</a>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<svg>", "<math>", "<style>",
                          "</style>", "<script>", "</script>", "<!--", "-->", "<img src=x>", f"<img src='{OWN}'>", "<mglyph>", "<pre>\n", "<li>", "<template>",
                          "<textarea>", "<title>", "<noscript>", "&lt;", "&amp;lt;", "&", "<", ">", '"', "'", "字", "\n", "\x00", "<plaintext>", "<select>"])


@pytest.mark.abuse(87)
@settings(max_examples=600, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=14).map("".join))
def test_cleaning_twice_changes_nothing(markup):
    markup = markup.encode("utf-8", "replace").decode()
    found = clean(markup)
    assert clean(found) == found
    assert harmless(found), found


@pytest.mark.parametrize("markup", [
    "<p>" + "".join(f"<b x={n}>" for n in range(4000)) + "</p>" + "<p>x</p>" * 4000, "<blockquote>" * 9000, "<b>" * 60000, "<" * 200_000,
    "<p>" + "".join(f'<i y=">" x={n}>' for n in range(2000)) + "</p>" + "<p>x</p>" * 4000])
def test_no_text_blows_up(markup):
    began = time.monotonic()
    assert len(clean(markup)) < 5_000_000
    assert time.monotonic() - began < 5


@given(st.text(max_size=80))
def test_plain_text_comes_back_from_paragraphs(text):
    text = text.encode("utf-8", "replace").decode().replace("\x00", "")
    assert plain_text(clean(from_plain(text))).split() == text.split()
