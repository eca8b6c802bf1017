"""Rich text by an allow-list."""

from __future__ import annotations

import html
import re

import nh3

from shouhou.foundation.kit.text import plain_text

TAGS = {"p", "br", "strong", "b", "em", "i", "u", "s", "ul", "ol", "li", "blockquote", "code", "pre", "a", "img", "h3", "h4",
        "table", "thead", "tbody", "tr", "td", "th"}
ATTRIBUTES = {"*": set(), "a": {"href", "title"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
SCHEMES = {"http", "https", "mailto", "tel"}
OWN_PICTURE = re.compile(r"/files/[\w-]{22}/[^/\\?#]+\Z", re.A)
LOST_PICTURE = re.compile(r'<img(?! src="| alt="[^"]*" src=")(?:[^>"]|"[^"]*")*>')
INLINE = re.compile(r"<(b|big|code|em|font|i|s|small|strike|strong|tt|u)[\s/][^>]*>", re.I)
MOST_TAGS = 10_000


def clean(markup: str) -> str:
    """Only what the allow-list knows; pictures only from our own files; links without a way back to the page they stand on.

    Answers the same for what it answered once. A text of more than 10,000 tags, or one that never settles, becomes plain paragraphs.
    A parser must open every inline element anew in each paragraph until it is closed; a few thousand that differ by an attribute turn
    50 kB into gigabytes. None of them has an attribute we keep, so these go first: equal ones are opened three times at most.
    """
    if markup.count("<") > MOST_TAGS:
        return from_plain(plain_text(markup))
    found = INLINE.sub(r"<\1>", markup)
    for _ in range(4):
        found, before = _once(found), found
        if found == before:
            return found
    return from_plain(plain_text(found))


def _once(markup: str) -> str:
    return LOST_PICTURE.sub("", nh3.clean(markup, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, attribute_filter=_own_pictures,
                                          link_rel="noopener noreferrer"))


def _own_pictures(tag: str, name: str, value: str) -> str | None:
    return None if tag == "img" and name == "src" and not OWN_PICTURE.match(value) else value


def is_blank(markup: str) -> bool:
    """Whether nothing is to be read or seen in it."""
    return not plain_text(markup).strip() and "<img" not in markup


def from_plain(text: str) -> str:
    """Plain text as paragraphs."""
    return "".join(f"<p>{'<br>'.join(html.escape(line, quote=False) for line in part.splitlines())}</p>" for part in text.split("\n\n") if part.strip())
