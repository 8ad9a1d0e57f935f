"""The SWOT square: four lists, two by two."""

from collections.abc import Sequence

from planner.documents.figures.canvas import PAPER_WIDTH, Canvas, wrapped
from planner.kernel.i18n import Language, Text

_TITLE = Text("四格对照。{counts}", "Four lists side by side. {counts}")
_COUNT = Text("{name} {n} 条", "{name}: {n}")
_NONE, _MORE = Text("还没有写", "Nothing yet"), Text("还有 {n} 条", "{n} more")
_NARROW = 480
_MOST = 6
_GAP = 8.0
_LINE = 19.0


def swot_square(quadrants: Sequence[tuple[str, Sequence[str]]], language: Language = "zh", width: float = PAPER_WIDTH) -> str:
    """The lists in a square, one under the other where it is narrow; long entries are cut after two lines.

    :param quadrants: name and entries of each list
    :returns: SVG element, empty text when no list has an entry
    """
    if not any(entries for _, entries in quadrants):
        return ""
    counts = ("，" if language == "zh" else ", ").join(_COUNT.in_(language, name=name, n=len(entries)) for name, entries in quadrants)
    canvas = Canvas(width, _TITLE.in_(language, counts=counts))
    across = 1 if width < _NARROW else 2
    side = (width - _GAP * (across - 1)) / across
    y = 0.0
    for start in range(0, len(quadrants), across):
        pair = [(name, _lines(entries, side - 46, language)) for name, entries in quadrants[start : start + across]]
        height = 46 + max(sum(len(lines) * _LINE + 5 for _, lines in shown) for _, shown in pair)
        for place, (name, shown) in enumerate(pair):
            _cell(canvas, place * (side + _GAP), y, (side, height), name, shown)
        y += height + _GAP
    return canvas.svg(y - _GAP)


def _lines(entries: Sequence[str], room: float, language: Language) -> list[tuple[str, list[str]]]:
    """Number and lines of every entry that is drawn; what is not drawn is counted."""
    if not entries:
        return [("", [_NONE.in_(language)])]
    kept = len(entries) if len(entries) <= _MOST else _MOST - 1
    shown = [(str(number), wrapped(entry, 13, room, 2)) for number, entry in enumerate(entries[:kept], 1)]
    return shown if kept == len(entries) else [*shown, ("", [_MORE.in_(language, n=len(entries) - kept)])]


def _cell(canvas: Canvas, x: float, y: float, size: tuple[float, float], name: str, shown: Sequence[tuple[str, list[str]]]) -> None:
    canvas.bar(x, y, *size, "fig-track", radius=8)
    canvas.text(x + 14, y + 25, name, "fig-strong", size=14)
    base = y + 50
    for number, lines in shown:
        canvas.text(x + 14, base, number, "fig-meta")
        for line in lines:
            canvas.text(x + (32 if number else 14), base, line, "fig-text" if number else "fig-meta", size=13)
            base += _LINE
        base += 5
