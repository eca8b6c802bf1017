"""Rich text by an allow-list."""

from __future__ import annotations

import html

import nh3

from shouhou.foundation.kit.text import plain_text

TAGS = {"p", "br", "strong", "b", "em", "i", "u", "s", "ul", "ol", "li", "blockquote", "code", "pre", "a", "img", "h3", "h4", "table", "thead", "tbody", "tr", "td", "th"}


def clean(markup: str) -> str:
    """Only what the allow-list knows; pictures only from our own files."""
    return nh3.clean(markup, tags=TAGS, attributes={"a": {"href", "title"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
                     url_schemes={"http", "https", "mailto", "tel"}, attribute_filter=lambda t, a, v: None if t == "img" and a == "src" and not v.startswith("/files/") else v)


def is_blank(markup: str) -> bool:
    """Whether nothing is to be read or seen in it."""
    return not plain_text(markup).strip() and "<img" not in markup


def from_plain(text: str) -> str:
    """Plain text as paragraphs."""
    return "".join(f"<p>{'<br>'.join(html.escape(line) for line in part.splitlines())}</p>" for part in text.split("\n\n") if part.strip())
