"""The three phases of a launch on one ruler."""

from collections.abc import Mapping
from datetime import date

from planner.documents.figures.canvas import PAPER_WIDTH, Canvas, text_width
from planner.documents.figures.months import EN_SHORT, HEAD, ruler_over
from planner.documents.wording import day_words
from planner.kernel.i18n import Language, Text
from planner.wizards.schema import Phase

PHASES: dict[Phase, Text] = {
    "pre_launch": Text("市场预热期", "Pre-launch phase"),
    "launch": Text("全面推广期", "Launch phase"),
    "growth": Text("持续上量期", "Growth phase"),
}
_TITLE = Text("各阶段从哪天到哪天", "The phases and their days")
_LAUNCH, _TODAY, _END = Text("计划上市", "Planned launch"), Text("今天", "Today"), Text("计划期止", "End of the period")
_ROW = 46.0


def phase_timeline(
    windows: Mapping[str, tuple[date, date]],
    today: date | None = None,
    language: Language = "zh",
    width: float = PAPER_WIDTH,
    period_end: date | None = None,
) -> str:
    """A bar per phase, the planned launch as a diamond.

    :param windows: phase → first and last day; phases without a window are left out
    :param today: drawn as a line where it lies within the phases; never on paper
    :param period_end: last day of the plan, drawn where a phase goes on beyond it
    :returns: SVG element, empty text when there are no windows
    """
    shown = [(name, *windows[phase]) for phase, name in PHASES.items() if phase in windows]
    if not shown:
        return ""
    canvas = Canvas(width, _TITLE.in_(language))
    left = min(200.0, width * 0.42)
    ruler = ruler_over([day for _, first, last in shown for day in (first, last)], left, width - left)
    bottom = HEAD + _ROW * len(shown)
    ruler.draw(canvas, bottom, language)
    for place, (name, first, last) in enumerate(shown):
        y = HEAD + place * _ROW
        canvas.line(0, y, width, y)
        canvas.text(0, y + 19, name.in_(language), "fig-strong", size=13)
        canvas.text(0, y + 36, _short_span(first, last, language), "fig-meta")
        start, end = ruler.at(first), ruler.at(last, end=True)
        open_phase = name is PHASES["pre_launch"]
        canvas.bar(start + 1, y + 14, end - start - 2, 18, "fig-bar-open" if open_phase else "fig-bar", radius=4, dashed=open_phase)
    canvas.line(0, bottom, width, bottom, "fig-line-2", width=1.2)
    if "launch" in windows:
        _mark(canvas, ruler.at(windows["launch"][0]), bottom, _LAUNCH.in_(language), width, diamond=True)
    last_day = max(last for _, _, last in shown)
    if period_end is not None and period_end < last_day and period_end >= shown[0][1]:
        _mark(canvas, ruler.at(period_end, end=True), bottom, _END.in_(language), width)
    if today is not None and shown[0][1] <= today <= last_day:
        _mark(canvas, ruler.at(today), bottom, _TODAY.in_(language), width, kind="fig-today")
    return canvas.svg(bottom + 26)


def _short_span(first: date, last: date, language: Language) -> str:
    if language == "en":
        return " – ".join(f"{day.day} {EN_SHORT[day.month - 1]} {day.year}" for day in (first, last))
    tail = day_words(last)
    return f"{day_words(first)} – {tail.split('年')[1] if first.year == last.year else tail}"


def _mark(canvas: Canvas, x: float, bottom: float, words: str, width: float, *, kind: str = "fig-ink", diamond: bool = False) -> None:
    canvas.line(x, HEAD, x, bottom + 6, kind, width=1.2, dashed=not diamond)
    if diamond:
        canvas.diamond(x, bottom + 4, 5)
    half = text_width(words, 12) / 2
    canvas.text(min(max(x, half), width - half), bottom + 22, words, "fig-meta", anchor="middle")
