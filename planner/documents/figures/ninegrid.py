"""The nine micro-segments as a grid, three by three."""

from collections.abc import Sequence

from planner.documents.figures.canvas import PAPER_WIDTH, Canvas, shortened, wrapped
from planner.kernel.i18n import Language, Text

_TITLE = Text("细分人群和人数，共 {heads} 人", "Micro-segments and their heads, {heads} people in all")
_HEADS, _CONTACTS = Text("{n} 人", "{n} people", "1 person"), Text("每月 {n} 次", "{n} a month")
_NOBODY = Text("没有", "Nobody")
_GAP = 6.0
_HEIGHT = 84.0
_ACROSS = 3


def nine_grid(cells: Sequence[tuple[str, int, str]], language: Language = "zh", width: float = PAPER_WIDTH) -> str:
    """One field for each micro-segment, tinted where somebody is in it.

    :param cells: name, heads, and contacts per month in words (may be empty)
    :returns: SVG element, empty text when nobody is in any of them
    """
    if not any(heads for _, heads, _ in cells):
        return ""
    canvas = Canvas(width, _TITLE.in_(language, heads=sum(heads for _, heads, _ in cells)))
    side = (width - _GAP * (_ACROSS - 1)) / _ACROSS
    for place, (name, heads, contacts) in enumerate(cells):
        x, y = place % _ACROSS * (side + _GAP), place // _ACROSS * (_HEIGHT + _GAP)
        canvas.bar(x, y, side, _HEIGHT, "fig-bar-open" if heads else "fig-track", radius=6)
        base = y + 20
        for line in wrapped(name, 12, side - 18, 2, bold=True):
            canvas.text(x + 9, base, line, "fig-strong" if heads else "fig-meta")
            base += 16
        words = _HEADS.in_(language, n=heads) if heads else _NOBODY.in_(language)
        canvas.text(x + 9, y + _HEIGHT - 27, shortened(words, 12, side - 18), "fig-text" if heads else "fig-meta")
        if heads and contacts:
            canvas.text(x + 9, y + _HEIGHT - 10, shortened(_CONTACTS.in_(language, n=contacts), 12, side - 18), "fig-meta")
    rows = -(-len(cells) // _ACROSS)
    return canvas.svg(rows * (_HEIGHT + _GAP) - _GAP)
