"""The fishbone: kinds of causes along a spine, the main cause marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.documents.figures.canvas import PAPER_WIDTH, Canvas, text_width, wrapped
from planner.kernel.i18n import Language, Text

_TITLE = Text("各方面的原因。{counts}", "Causes of each kind. {counts}")
_MAIN_TITLE = Text("主要原因：{cause}", "Main cause: {cause}")
_COUNT = Text("{name} {n} 条", "{name}: {n}")
_NONE, _MORE, _MAIN = Text("还没有写", "Nothing yet"), Text("还有 {n} 条", "{n} more"), Text("主因：", "Main: ")
_NARROW = 480
_MOST = 5
_SLANT = 46.0
_LINE = 17.0
_HEAD = 28.0


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause; `main` for the one that is answered first."""

    words: str
    main: bool = False


_Shown = Sequence[tuple[str, list[str]]]


def fishbone(bones: Sequence[tuple[str, Sequence[Cause]]], language: Language = "zh", width: float = PAPER_WIDTH) -> str:
    """Bones above and below the spine; one under the other where it is narrow. The main cause is never left out.

    :param bones: name and causes of each kind
    :returns: SVG element, empty text when there is no cause
    """
    if not any(causes for _, causes in bones):
        return ""
    comma, stop = ("，", "。") if language == "zh" else (", ", ". ")
    said = comma.join(_COUNT.in_(language, name=name, n=len(causes)) for name, causes in bones)
    main = next((cause.words for _, causes in bones for cause in causes if cause.main), "")
    title = _TITLE.in_(language, counts=said) + (stop + _MAIN_TITLE.in_(language, cause=main) if main else "")
    canvas = Canvas(width, title)
    return _stacked(canvas, bones, language, width) if width < _NARROW else _spread(canvas, bones, language, width)


def _lines(causes: Sequence[Cause], room: float, language: Language) -> list[tuple[str, list[str]]]:
    """Kind of text and lines of every cause that is drawn, the main one first."""
    if not causes:
        return [("fig-meta", [_NONE.in_(language)])]
    ordered = sorted(causes, key=lambda cause: not cause.main)
    kept = ordered if len(ordered) <= _MOST else ordered[: _MOST - 1]
    shown = [
        ("fig-accent-text", wrapped(_MAIN.in_(language) + cause.words, 12, room, 2, bold=True))
        if cause.main
        else ("fig-text", wrapped(cause.words, 12, room, 2))
        for cause in kept
    ]
    return shown if len(kept) == len(ordered) else [*shown, ("fig-meta", [_MORE.in_(language, n=len(ordered) - len(kept))])]


def _height(shown: _Shown) -> float:
    return sum(len(lines) * _LINE + 6 for _, lines in shown)


def _spread(canvas: Canvas, bones: Sequence[tuple[str, Sequence[Cause]]], language: Language, width: float) -> str:
    above = (len(bones) + 1) // 2
    zone = (width - 24) / (above + (0.35 if len(bones) > above else 0))
    room = zone - 36 if len(bones) > above else zone - 88
    drawn = [(name, _lines(causes, room, language)) for name, causes in bones]
    tall = max(_height(shown) for _, shown in drawn[:above])
    low = max((_height(shown) for _, shown in drawn[above:]), default=-_HEAD)
    spine = _HEAD + 10 + tall + 6
    height = spine + 12 + low + 4 + _HEAD
    for place, (name, shown) in enumerate(drawn[:above]):
        _bone(canvas, place * zone, (_HEAD, spine), name, shown, _HEAD + 10)
    for place, (name, shown) in enumerate(drawn[above:]):
        _bone(canvas, (place + 0.35) * zone, (height - _HEAD, spine), name, shown, spine + 12)
    canvas.line(0, spine, width - 12, spine, "fig-base-line", width=2)
    canvas.shape([(width - 14, spine - 6), (width, spine), (width - 14, spine + 6)], "fig-ink")
    return canvas.svg(height)


def _bone(canvas: Canvas, x: float, ends: tuple[float, float], name: str, shown: _Shown, top: float) -> None:
    """A head, the bone from it to the spine, and its causes from `top` downwards."""
    head, spine = ends
    settled = shown[0][0] != "fig-meta"
    box = text_width(name, 13, bold=True) + 28
    canvas.line(x + 26, head, x + 26 + _SLANT, spine, "fig-base-line", width=1.4, dashed=not settled)
    box_top = head - _HEAD if head < spine else head
    main = any(kind == "fig-accent-text" for kind, _ in shown)
    canvas.bar(x, box_top, box, _HEAD, "fig-bar-open" if main else "fig-track", radius=6)
    canvas.text(x + 14, box_top + 19, name, "fig-accent-text" if main else "fig-strong", size=13)
    y = top
    for kind, lines in shown:
        start = x + 26 + _SLANT * (y + 9 - head) / (spine - head)
        canvas.line(start, y + 9, start + 8, y + 9, "fig-base-line")
        for line in lines:
            canvas.text(start + 13, y + 13, line, kind)
            y += _LINE
        y += 6


def _stacked(canvas: Canvas, bones: Sequence[tuple[str, Sequence[Cause]]], language: Language, width: float) -> str:
    y, last = 0.0, 0.0
    for name, causes in bones:
        shown = _lines(causes, width - 34, language)
        canvas.text(24, y + 18, name, "fig-strong", size=13)
        canvas.line(6, y + 14, 20, y + 14, "fig-base-line", width=1.4, dashed=not causes)
        last = y + 14
        y += 28
        for kind, lines in shown:
            for line in lines:
                canvas.text(24, y + 13, line, kind)
                y += _LINE
            y += 5
        y += 8
    canvas.line(6, 0, 6, last, "fig-base-line", width=2)
    return canvas.svg(y)
