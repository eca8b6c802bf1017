"""Lines over a logarithmic scale as SVG, readable on light and dark pages."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path
from xml.sax.saxutils import escape

WIDE, HIGH = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 52, 44
COLOURS = ("#2563eb", "#d97706", "#059669", "#7c3aed")
GREY = "#8a94a6"


@dataclass(frozen=True)
class Line:
    """A name and its points, in order of x."""

    name: str
    points: list[tuple[float, float]]


def write(file: Path, title: str, lines: list[Line], *, x: str, y: str) -> None:
    """Draw `lines` on two logarithmic axes whose names are `x` and `y`."""
    file.write_text(svg(title, lines, x=x, y=y))


def svg(title: str, lines: list[Line], *, x: str, y: str) -> str:
    """The drawing's text."""
    at_x = _scale([p[0] for line in lines for p in line.points], LEFT, WIDE - RIGHT)
    at_y = _scale([p[1] for line in lines for p in line.points], HIGH - BOTTOM, TOP)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="system-ui, sans-serif" font-size="12" fill="{GREY}">',
             f"<title>{escape(title)}</title>", f'<text x="{LEFT}" y="22" font-size="15" font-weight="600">{escape(title)}'
             f'<tspan font-size="12" font-weight="400" dx="12">{escape(y)} by {escape(x)}</tspan></text>']
    for power in range(at_y.low, at_y.high + 1):
        line = at_y(10 ** power)
        parts.append(f'<path d="M{LEFT} {line:.1f}H{WIDE - RIGHT}" stroke="{GREY}" stroke-opacity=".3"/>'
                     f'<text x="{LEFT - 8}" y="{line + 4:.1f}" text-anchor="end">{_words(10 ** power)}</text>')
    for power in range(at_x.low, at_x.high + 1):
        parts.append(f'<text x="{at_x(10 ** power):.1f}" y="{HIGH - BOTTOM + 18}" text-anchor="middle">{_words(10 ** power)}</text>')
    ends: list[float] = []
    for line_, colour in zip(lines, COLOURS, strict=False):
        places = [(at_x(a), at_y(b)) for a, b in line_.points]
        path = "L".join(f"{a:.1f} {b:.1f}" for a, b in places)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="{colour}"/>'
                  f'<text x="{a:.1f}" y="{b - 9:.1f}" text-anchor="middle" fill="{colour}">{_figure(v)}</text>'
                  for (a, b), (_, v) in zip(places, line_.points, strict=True)]
        a, b = places[-1]
        while any(abs(b - other) < 14 for other in ends):
            b += 14
        ends.append(b)
        parts.append(f'<text x="{a + 22:.1f}" y="{b + 4:.1f}" fill="{colour}" font-weight="600">{escape(line_.name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


class _scale:
    """Value → place on the drawing, over whole powers of ten."""

    def __init__(self, values: list[float], first: float, last: float) -> None:
        self.low, self.high = floor(log10(min(values))), ceil(log10(max(values)))
        self.high = max(self.high, self.low + 1)
        self._first, self._last = first, last

    def __call__(self, value: float) -> float:
        return self._first + (log10(value) - self.low) / (self.high - self.low) * (self._last - self._first)


def _words(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"
