"""A text cut at the borders of its marks, so that templates only print pieces and never build HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.kernel.i18n import Text

_HEAVY_FIRST = ("block", "review", "advise", "")


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage that a finding speaks about.

    :param start, end: code points of the text, end exclusive
    :param severity: block, review or advise
    :param number: as on the card; None for none
    :param key: the card is `finding-<key>`
    :param kind: "" while open, `settled` (decided before) or `silent`: grey, no number, its reason after it
    """

    start: int
    end: int
    severity: str
    number: int | None = None
    key: str = ""
    active: bool = False
    kind: str = ""
    reason: str | Text = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks.

    :param numbers: numbers of the marks that begin here
    :param severity: of the heaviest mark over this run, "" for none
    """

    text: str
    numbers: tuple[int, ...] = ()
    severity: str = ""
    key: str = ""
    active: bool = False
    kind: str = ""
    reason: str | Text = ""


def mark_pieces(text: str, marks: Sequence[Mark]) -> list[Piece]:
    """Cut a text into runs; joined, they give the text back.

    Marks may lie over each other: a run wears the heaviest open one. Marks outside the text are left out.
    """
    inside = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    borders = sorted({0, len(text), *(m.start for m in inside), *(m.end for m in inside)})
    return [_piece(text, left, right, inside) for left, right in pairwise(borders)]


def _piece(text: str, left: int, right: int, marks: Sequence[Mark]) -> Piece:
    over = [m for m in marks if m.start <= left and right <= m.end]
    if not over:
        return Piece(text[left:right])
    top = min(over, key=lambda m: (m.kind != "", not m.active, _HEAVY_FIRST.index(m.severity), m.start))
    numbers = tuple(m.number for m in over if m.start == left and m.number is not None and not m.kind)
    return Piece(text[left:right], numbers, top.severity, top.key, top.active, top.kind, top.reason if right == top.end else "")


def marks_of(findings: Sequence[object], first: int = 1) -> list[Mark]:
    """Marks for findings of one field in reading order, numbered from `first`; those without words get no mark but keep their number."""
    return [
        Mark(f.start, f.end, str(f.severity), number, str(number))  # type: ignore[attr-defined]
        for number, f in enumerate(findings, first)
        if f.end > f.start  # type: ignore[attr-defined]
    ]
