"""The budget as bars: kinds of expense, largest first, and the sum."""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.documents.figures.canvas import PAPER_WIDTH, Canvas, shortened
from planner.kernel.i18n import Language, Text
from planner.kernel.money import format_fen
from planner.wizards.blocks import RESOURCES
from planner.wizards.schema import Field, Group
from planner.wizards.values import computed

_TITLE = Text("各类费用和合计", "Expenses by kind, and their sum")
_SUM = Text("合计", "Total")
_OTHER = Text("未分类", "No kind given")


def budget_items(rows: Sequence[Mapping[str, Any]], group: Group = RESOURCES, language: Language = "zh") -> list[tuple[str, int]]:
    """Label and sum in fen of each kind, largest first, from the stored rows of a `resources` block."""
    fields = {f.name: f for f in group.fields if isinstance(f, Field)}
    labels = {c.value: c.label.in_(language) for c in fields["kind"].choices}
    sums: dict[str, int] = {}
    for row in rows:
        fen = computed(fields["amount"], row)
        if fen is not None:
            label = labels.get(str(row.get("kind")), _OTHER.in_(language))
            sums[label] = sums.get(label, 0) + fen
    return sorted(sums.items(), key=lambda item: -item[1])


def budget_bars(items: Sequence[tuple[str, int]], language: Language = "zh", width: float = PAPER_WIDTH) -> str:
    """One bar per kind with its amount, the total below.

    :param items: label and fen, drawn in this order
    :returns: SVG element
    """
    canvas = Canvas(width, _TITLE.in_(language))
    label_room = min(150.0, width * 0.26)
    amount_room = max(120.0, width * 0.2)
    track = width - label_room - amount_room
    largest = max((fen for _, fen in items), default=0)
    y = 4.0
    for label, fen in items:
        canvas.text(0, y + 17, shortened(label, 13, label_room - 10), size=13)
        canvas.bar(label_room, y + 8, track, 9, "fig-track", radius=2)
        canvas.bar(label_room, y + 8, track * fen / largest if largest else 0, 9, "fig-bar", radius=2)
        canvas.text(width, y + 17, format_fen(fen), size=13, anchor="end")
        y += 30
    canvas.line(0, y + 3, width, y + 3, "fig-line-2")
    canvas.text(0, y + 25, _SUM.in_(language), "fig-strong", size=13)
    canvas.text(width, y + 25, format_fen(sum(fen for _, fen in items)), "fig-strong", size=13, anchor="end")
    return canvas.svg(y + 34)
