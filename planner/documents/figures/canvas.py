"""A few SVG shapes in the house colours, and how wide a text will be."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape

FAMILY = "Plan Sans, Plan Sans Rare, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
PAPER_WIDTH = 658
"""Width of the text column of the PDF, 174 mm, in CSS pixels."""

_COLOURS = {
    "fig-text": "#1b2428",
    "fig-strong": "#1b2428",
    "fig-meta": "#5e6a6f",
    "fig-accent-text": "#0f6466",
    "fig-ink": "#1b2428",
    "fig-track": "#f0efea",
    "fig-card": "#ffffff",
    "fig-base": "#cfcbc1",
    "fig-bar": "#0f6466",
    "fig-bar-open": "#e5f0ef",
    "fig-line": "#e3e0d8",
    "fig-line-2": "#cfcbc1",
    "fig-base-line": "#5e6a6f",
    "fig-today": "#855000",
}
_WIDE_FROM = 0x2E80


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is drawn, in the units of its size; errs on the wide side."""
    narrow = 0.61 if bold else 0.57
    return sum(size if ord(c) >= _WIDE_FROM or c in "“”‘’—…" else size * (0.3 if c in " .,:;|'il" else narrow) for c in text)


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if text_width(text, size, bold=bold) <= room:
        return text
    while text and text_width(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip("，、；： ") + "…"


def wrapped(text: str, size: float, room: float, most: int, *, bold: bool = False) -> list[str]:
    """The text in at most so many lines; the last one ends in an ellipsis where words are left over.

    Chinese breaks anywhere but before closing punctuation; Latin words and numbers stay whole.
    """
    lines, line = [], ""
    for unit in _units(text):
        if line and text_width(line + unit, size, bold=bold) > room:
            lines.append(line.rstrip())
            line = unit.lstrip()
        else:
            line += unit
    lines.append(line.rstrip())
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened("".join(lines[most - 1 :]), size, room, bold=bold)]
    return [shortened(one, size, room, bold=bold) for one in lines]


def _units(text: str) -> list[str]:
    units: list[str] = []
    for c in text:
        sticks = units and (
            c in "，。；：、！？）》”’…%" or (c.isascii() and c != " " and units[-1][-1].isascii() and units[-1][-1] != " ")
        )
        if sticks:
            units[-1] += c
        else:
            units.append(c)
    return units


class Canvas:
    """Collects shapes, then makes the SVG element.

    :param width: drawn width in CSS pixels; one unit is one pixel
    :param title: what the picture shows, for those who cannot see it
    """

    def __init__(self, width: float, title: str) -> None:
        self.width, self._title = width, title
        self._parts: list[str] = []

    def text(self, x: float, y: float, text: str, kind: str = "fig-text", *, size: float = 12, anchor: str = "start") -> None:
        """One line of text with its base line at y; bold for `fig-strong` and `fig-accent-text`."""
        weight = ' font-weight="700"' if kind in ("fig-strong", "fig-accent-text") else ""
        end = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self._parts.append(
            f'<text class="{kind}" x="{_n(x)}" y="{_n(y)}" font-family="{FAMILY}" font-size="{_n(size)}"{weight}{end}'
            f' fill="{_COLOURS[kind]}">{escape(text)}</text>'
        )

    def bar(self, x: float, y: float, width: float, height: float, kind: str, *, radius: float = 3, dashed: bool = False) -> None:
        """A filled bar; dashed ones are outlined in the accent."""
        if width <= 0:
            return
        edge = ' stroke="#0f6466" stroke-width="1.2" stroke-dasharray="3 2.5"' if dashed else ""
        radius = min(radius, width / 2, height / 2)
        self._parts.append(
            f'<rect class="{kind}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="{_n(radius)}"'
            f' fill="{_COLOURS[kind]}"{edge}/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str = "fig-line", *, width: float = 1, dashed: bool = False) -> None:
        """A straight line."""
        dash = ' stroke-dasharray="3 3"' if dashed else ""
        self._parts.append(
            f'<line class="{kind}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
            f' stroke="{_COLOURS[kind]}" stroke-width="{_n(width)}"{dash}/>'
        )

    def shape(self, points: Sequence[tuple[float, float]], kind: str) -> None:
        """A filled shape with straight edges."""
        corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self._parts.append(f'<polygon class="{kind}" points="{corners}" fill="{_COLOURS[kind]}"/>')

    def diamond(self, x: float, y: float, half: float) -> None:
        """A milestone, centred."""
        self._parts.append(
            f'<path class="fig-ink" d="M{_n(x)} {_n(y - half)}L{_n(x + half)} {_n(y)}L{_n(x)} {_n(y + half)}L{_n(x - half)} {_n(y)}Z"'
            f' fill="{_COLOURS["fig-ink"]}"/>'
        )

    @contextmanager
    def link(self, href: str, name: str = "") -> Iterator[None]:
        """What is drawn inside leads to a place on the page; without an address it is drawn as it is.

        :param name: what the link says; without one it is for the mouse only, beside a link that says it
        """
        if not href:
            yield
            return
        said = f' aria-label="{escape(name)}"' if name else ' tabindex="-1" aria-hidden="true"'
        self._parts.append(f'<a class="fig-link" href="{escape(href)}"{said}>')
        yield
        self._parts.append("</a>")

    def svg(self, height: float) -> str:
        """The finished element. The text is safe to put into a page as it is."""
        role = "group" if any(part.startswith("<a ") for part in self._parts) else "img"  # links in an image cannot be reached
        return (
            f'<svg class="fig" xmlns="http://www.w3.org/2000/svg" role="{role}" width="{_n(self.width)}" height="{_n(height)}"'
            f' viewBox="0 0 {_n(self.width)} {_n(height)}"><title>{escape(self._title)}</title>{"".join(self._parts)}</svg>'
        )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
