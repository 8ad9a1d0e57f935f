"""Stages one after the other, each with what is counted in it."""

from collections.abc import Sequence

from planner.documents.figures.canvas import PAPER_WIDTH, Canvas, shortened, wrapped
from planner.kernel.i18n import Language, Text

_TITLE = Text("{n} 个阶段和各自的指标：{names}", "{n} stages and their measures: {names}")
_NONE, _MORE = Text("还没有指标", "No measure yet"), Text("还有 {n} 项", "{n} more")
_MOST = 4
_LINE = 18.0


def funnel(stages: Sequence[tuple[str, Sequence[tuple[str, str]]]], language: Language = "zh", width: float = PAPER_WIDTH) -> str:
    """A funnel with the stages at the left and their measures beside them.

    The narrowing says only that a stage follows from the one above, no figure is drawn to scale.

    :param stages: name, and measures as (what is counted, aim in words)
    :returns: SVG element, empty text when nothing is counted
    """
    if not any(measures for _, measures in stages):
        return ""
    names = ("、" if language == "zh" else ", ").join(name for name, _ in stages)
    canvas = Canvas(width, _TITLE.in_(language, n=len(stages), names=names))
    left = min(220.0, width * 0.36)
    slope = left * 0.62 / max(len(stages), 1)
    y = 0.0
    for place, (name, measures) in enumerate(stages):
        shown = _lines(measures, width - left - 20, language)
        height = max(48.0, sum(len(lines) for _, lines in shown) * _LINE + 16)
        inset = slope * place / 2
        canvas.shape(
            [(inset, y), (left - inset, y), (left - inset - slope / 2, y + height), (inset + slope / 2, y + height)], "fig-bar-open"
        )
        room = left - 2 * inset - slope
        for number, line in enumerate(wrapped(name, 12, max(room, 40), 2, bold=True)):
            canvas.text(left / 2, y + height / 2 + 4 + number * 15, line, "fig-accent-text", anchor="middle")
        base = y + 20
        for kind, lines in shown:
            for line in lines:
                canvas.text(left + 16, base, line, kind)
                base += _LINE
        y += height + 4
        if place + 1 < len(stages):
            canvas.line(left + 16, y - 2, width, y - 2)
    return canvas.svg(y)


def _lines(measures: Sequence[tuple[str, str]], room: float, language: Language) -> list[tuple[str, list[str]]]:
    if not measures:
        return [("fig-meta", [_NONE.in_(language)])]
    kept = len(measures) if len(measures) <= _MOST else _MOST - 1
    shown: list[tuple[str, list[str]]] = []
    for metric, aim in measures[:kept]:
        shown.append(("fig-text", wrapped(metric, 12, room, 2)))
        if aim:
            shown.append(("fig-meta", [shortened(aim, 12, room)]))
    return shown if kept == len(measures) else [*shown, ("fig-meta", [_MORE.in_(language, n=len(measures) - kept)])]
