"""People on their levels, each as a card that says how far the exchange with them has come."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.documents.figures.canvas import PAPER_WIDTH, Canvas, wrapped
from planner.kernel.i18n import Language, Text

_TITLE = Text("按层面排列的关键人。{counts}", "People by level. {counts}")
_COUNT = Text("{name} {n} 人", "{name}: {n}")
_NONE = Text("还没有人", "Nobody yet")
_NARROW = 480
_GAP = 8.0
_LINE = 18.0
_PIP = 16.0


@dataclass(frozen=True, slots=True)
class Person:
    """What a map says of somebody: work, nothing else.

    :param relation: how far the exchange has come, in words; empty while nobody said
    :param stage: the same as a number of `stages`
    """

    name: str
    title: str
    department: str
    relation: str = ""
    stage: int = 0
    stages: int = 0


def stakeholder_map(levels: Sequence[tuple[str, Sequence[Person]]], language: Language = "zh", width: float = PAPER_WIDTH) -> str:
    """A band for each level with its people in it; nobody is left out.

    :param levels: name and people of each level, the highest first
    :returns: SVG element, empty text when there is nobody
    """
    if not any(people for _, people in levels):
        return ""
    comma = "，" if language == "zh" else ", "
    counts = comma.join(_COUNT.in_(language, name=name, n=len(people)) for name, people in levels)
    canvas = Canvas(width, _TITLE.in_(language, counts=counts))
    y = 0.0
    for name, people in levels:
        y = _band(canvas, y, name, people, language) + _GAP
    return canvas.svg(y - _GAP)


def _band(canvas: Canvas, y: float, name: str, people: Sequence[Person], language: Language) -> float:
    """Draw a level from `y` downwards; the lower end of its band."""
    narrow = canvas.width < _NARROW
    across = 2 if narrow else 3
    left, top = (12.0, y + 36) if narrow else (100.0, y + 12)
    side = (canvas.width - left - 12 - _GAP * (across - 1)) / across
    cards = [_lines(person, side - 24) for person in people]
    heights = [max(_height(card) for card in cards[at : at + across]) for at in range(0, len(cards), across)]
    bottom = top + (sum(heights) + _GAP * (len(heights) - 1) if heights else 22.0 if narrow else 32.0) + 12
    canvas.bar(0, y, canvas.width, bottom - y, "fig-track", radius=8)
    for number, line in enumerate(wrapped(name, 13, 84 if not narrow else canvas.width - 24, 2, bold=True)):
        canvas.text(14, y + 25 + number * _LINE, line, "fig-strong", size=13)
    if not cards:
        canvas.text(left, top + (12 if narrow else 13), _NONE.in_(language), "fig-meta")
    for at, (person, card) in enumerate(zip(people, cards, strict=True)):
        row, place = divmod(at, across)
        _card(canvas, left + place * (side + _GAP), top + sum(heights[:row]) + _GAP * row, (side, heights[row]), person, card)
    return bottom


def _lines(person: Person, room: float) -> list[tuple[str, str]]:
    """Kind of text and words of each line of a card; a long word is broken, not cut."""
    lines = [("fig-strong", line) for line in wrapped(person.name, 13, room, 3, bold=True)]
    for words in (person.title, person.department):
        lines += [("fig-meta", line) for line in wrapped(words, 12, room, 4) if words]
    return lines + [("fig-text", line) for line in wrapped(person.relation, 12, room, 2) if person.relation]


def _height(card: Sequence[tuple[str, str]]) -> float:
    return len(card) * _LINE + 30


def _card(canvas: Canvas, x: float, y: float, size: tuple[float, float], person: Person, lines: Sequence[tuple[str, str]]) -> None:
    canvas.bar(x, y, *size, "fig-card", radius=6)
    base = y + 24
    for kind, line in lines:
        canvas.text(x + 12, base, line, kind, size=13 if kind == "fig-strong" else 12)
        base += _LINE
    for number in range(person.stages):
        canvas.bar(x + 12 + number * (_PIP + 3), y + size[1] - 14, _PIP, 5, "fig-bar" if number < person.stage else "fig-base", radius=2.5)
