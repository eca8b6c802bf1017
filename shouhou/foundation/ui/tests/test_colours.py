"""Whatever colour a vendor has, its pages can be read."""

import re

import pytest

from shouhou.foundation.ui import colours


def shades(css, theme):
    part = css.split(":root[data-theme=dark]")[0 if theme == "light" else 1]
    return dict(re.findall(r"--([a-z-]+):(#\w{6})", part[: part.index("}")]))


@pytest.mark.parametrize("brand", ["#2b5fc7", "#000000", "#ffffff", "#ffe600", "#e60012", "#00a870", "#808080", "#f0f"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_on_and_in_the_brand_colour_is_readable(brand, theme):
    found = shades(colours.tokens(brand), theme)
    pair = lambda a, b: colours.contrast(colours.parse(found[a]), colours.parse(found[b]))  # noqa: E731
    assert pair("on-brand", "brand") >= 4.5
    assert pair("brand-text", "brand-soft") >= 4.5


@pytest.mark.parametrize("bad", ["", "red", "#12", "#12345g", "#fff;} body{display:none", "url(x)"])
def test_what_is_not_a_colour_is_the_default(bad):
    assert colours.tokens(bad) == colours.tokens(colours.DEFAULT)
