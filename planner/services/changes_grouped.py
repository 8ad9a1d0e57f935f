"""A difference as it is read: step by step, row by row, each row with its fields."""

from dataclasses import dataclass, field
from typing import Literal

from planner.kernel.i18n import Text
from planner.services.changes import Difference, FieldChange, RowChange


@dataclass(frozen=True, slots=True)
class Part:
    """What changed in one place.

    :param where: step or row in words
    :param row: the row as a whole came, went or moved; None when only its fields changed
    """

    path: str
    where: Text
    row: RowChange | None = None
    fields: list[FieldChange] = field(default_factory=list)

    @property
    def kind(self) -> Literal["added", "removed", "moved", "changed"]:
        """added, removed, moved or changed."""
        return self.row.kind if self.row else "changed"

    @property
    def step(self) -> str:
        """Slug of the step it belongs to."""
        return self.path.partition(".")[0]


def grouped(difference: Difference) -> tuple[Part, ...]:
    """Every change once, under the row or step it belongs to; fields inside a row that came or went are with that row."""
    rows = {row.path: row for row in difference.rows}
    whole = [row.path for row in difference.rows if row.kind != "moved"]
    found: dict[str, Part] = {}
    for change in difference.fields:
        outer = next((path for path in whole if change.path.startswith(f"{path}.")), None)
        path = outer or change.row or change.path.partition(".")[0]
        where = rows[path].where if path in rows else change.holder
        found.setdefault(path, Part(path, where, rows.get(path))).fields.append(change)
    for path, row in rows.items():
        found.setdefault(path, Part(path, row.where, row))
    steps = list(dict.fromkeys(part.step for part in found.values()))
    return tuple(sorted(found.values(), key=lambda part: (steps.index(part.step), part.kind == "removed")))
