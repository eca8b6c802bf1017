"""Colours that can be read: from one brand colour to what text and grounds need in both themes."""

from __future__ import annotations

import re
from functools import lru_cache

DEFAULT = "#2b5fc7"
LIGHT_GROUND = (255, 255, 255)
DARK_GROUND = (33, 37, 43)
READABLE = 4.5
Colour = tuple[int, int, int]


def parse(text: str) -> Colour:
    """`#rgb` or `#rrggbb` as three numbers 0-255; anything else is the default colour."""
    if not re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}", text or ""):
        text = DEFAULT
    digits = text[1:] if len(text) == 7 else "".join(c * 2 for c in text[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def luminance(colour: Colour) -> float:
    """Relative luminance 0-1 (WCAG 2.2, "relative luminance")."""
    parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio 1-21 (WCAG 2.2, "contrast ratio")."""
    a, b = sorted((luminance(one), luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` (0-1) of `one`, the rest of `other`."""
    return tuple(round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def readable(colour: Colour, ground: Colour, least: float = READABLE) -> Colour:
    """The colour nearest to `colour` that can be read on `ground`."""
    goal = (0, 0, 0) if luminance(ground) > 0.4 else (255, 255, 255)
    for step in range(21):
        found = mix(goal, colour, step / 20)
        if contrast(found, ground) >= least:
            return found
    return goal


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


@lru_cache(maxsize=32)
def tokens(brand: str) -> str:
    """The CSS custom properties of a brand colour for both themes, as the text of a style element.

    `--brand` is the ground of main buttons, `--on-brand` the text on it, `--brand-text` the colour as text,
    `--brand-soft` a faint ground.
    """
    colour = parse(brand)
    white, ink = (255, 255, 255), (20, 24, 31)
    fill = colour if max(contrast(colour, white), contrast(colour, ink)) >= READABLE else readable(colour, white)
    on = white if contrast(fill, white) >= READABLE else ink
    hover = mix(ink if on == white else white, fill, 0.14)
    text = readable(colour, mix(colour, LIGHT_GROUND, 0.1))
    dark_text = readable(colour, mix(colour, DARK_GROUND, 0.24), 5.5)
    light = {"brand": fill, "on-brand": on, "brand-hover": hover, "brand-text": text, "brand-soft": mix(colour, LIGHT_GROUND, 0.08)}
    dark = {"brand": fill, "on-brand": on, "brand-hover": mix(white, fill, 0.12), "brand-text": dark_text,
            "brand-soft": mix(colour, DARK_GROUND, 0.22)}
    one = "".join(f"--{k}:{_hex(v)};" for k, v in light.items())
    two = "".join(f"--{k}:{_hex(v)};" for k, v in dark.items())
    return (f":root{{{one}}}:root[data-theme=dark]{{{two}}}"
            f"@media screen and (prefers-color-scheme:dark){{:root[data-theme=auto]{{{two}}}}}")
