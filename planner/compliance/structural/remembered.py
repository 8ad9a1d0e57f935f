"""Checks over fields that were asked before: one whose answer rests on nothing that changed is not asked again.

While a check reads a plan, what it looks at is noted: rows of these blocks, that value, all texts. A save changes one
field, and most checks look elsewhere. The answers belong to one plan, named by its reader.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from planner.compliance.document import FieldText, Row
from planner.compliance.structural.base import Breach, Check
from planner.compliance.structural.sheet import Sheet
from planner.compliance.structural.spoken import Spoken

MOST = 256
"""So many plans are remembered."""
FRAME = ("plan_type", "products", "policy", "on", "period", "blocks")
"""What nearly every check looks at, and no save of an ordinary field changes."""

Reads = dict[tuple[str, str], object]


class Watched:
    """A sheet that notes what is asked of it; everything else about it is the sheet's."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.reads: Reads = {}
        self.plan_type, self.products, self.policy = sheet.plan_type, sheet.products, sheet.policy
        self.on, self.period, self.blocks, self.materials = sheet.on, sheet.period, sheet.blocks, sheet.materials

    @property
    def fields(self) -> tuple[FieldText, ...]:
        """All texts."""
        return cast(tuple[FieldText, ...], self._whole("fields"))

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return cast(tuple[Row, ...], self._whole("rows"))

    @property
    def said(self) -> tuple[tuple[FieldText, Spoken], ...]:
        """The texts that speak of numbers."""
        return cast(tuple[tuple[FieldText, Spoken], ...], self._whole("said"))

    @property
    def by_block(self) -> Mapping[str, tuple[Row, ...]]:
        """All rows, by block."""
        self._whole("rows")
        return self._sheet.by_block

    @property
    def by_path(self) -> Mapping[str, Row]:
        """All rows, by path."""
        self._whole("rows")
        return self._sheet.by_path

    @property
    def values(self) -> Mapping[str, object]:
        """The values outside rows, each noted when it is asked for."""
        return _Values(self._sheet.values, self.reads)

    def rows_of(self, *blocks: str) -> tuple[Row, ...]:
        """As `Sheet.rows_of`."""
        for block in blocks:
            self.reads["block", block] = self._sheet.by_block.get(block, ())
        return self._sheet.rows_of(*blocks)

    def row_of(self, text: FieldText) -> Row | None:
        """As `Sheet.row_of`."""
        path = text.path.rpartition(".")[0]
        found = self.reads["row", path] = self._sheet.by_path.get(path)
        return found

    def _whole(self, name: str) -> object:
        found = self.reads[name, ""] = getattr(self._sheet, name)
        return found


class _Values(Mapping[str, object]):
    """Values that note who asks; whoever walks over all of them asks for all."""

    def __init__(self, values: Mapping[str, object], reads: Reads) -> None:
        self._values, self._reads = values, reads

    def __getitem__(self, name: str) -> object:
        self._reads["value", name] = self._values.get(name)
        self._reads["has", name] = name in self._values
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        self._reads["values", ""] = self._values
        return iter(self._values)

    def __len__(self) -> int:
        self._reads["values", ""] = self._values
        return len(self._values)


def _now(sheet: Sheet, kind: str, name: str) -> object:
    """What a read would find in another sheet."""
    match kind:
        case "block":
            return sheet.by_block.get(name, ())
        case "value":
            return sheet.values.get(name)
        case "has":
            return name in sheet.values
        case "row":
            return sheet.by_path.get(name)
    return getattr(sheet, kind)


def _alike(one: object, other: object) -> bool:
    """Whether nobody could tell them apart: 1, 1.0 and true are equal, and yet written differently."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, Row) and isinstance(other, Row):
        same_place = (one.path, one.schema_path, one.block, one.phase) == (other.path, other.schema_path, other.block, other.phase)
        return same_place and _alike(one.values, other.values)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(value, other[name]) for name, value in one.items())
    return str(one) == str(other) if isinstance(one, Decimal) else one == other


@dataclass(slots=True)
class _Plan:
    """What a plan's checks last found.

    :param rules: the compiled rules that were asked, by identity
    :param answers: number of a check → what it looked at, what it found
    """

    rules: object
    frame: tuple[object, ...]
    materials: object
    answers: dict[int, tuple[Reads, tuple[Breach, ...]]] = field(default_factory=dict)


_plans: OrderedDict[Hashable, _Plan] = OrderedDict()

Ask = Callable[[int, Check, Mapping[str, Any]], tuple[Breach, ...]]


def asking(sheet: Sheet, rules: object, plan: Hashable) -> Ask:
    """How to ask the checks of a plan, by their number among the rules.

    :param rules: the very object that numbers the checks; others are asked anew
    :param plan: names the plan within this process; None remembers nothing
    """
    if plan is None:
        return lambda _, check, params: tuple(check(sheet, params))
    frame = tuple(getattr(sheet, name) for name in FRAME)
    before = _plans.get(plan)
    if before is None or before.rules is not rules or before.materials is not sheet.materials or before.frame != frame:
        before = None
    kept = _Plan(rules, frame, sheet.materials)
    known: dict[tuple[str, str], bool] = {}

    def same(read: tuple[str, str], then: object) -> bool:
        found = known.get(read)
        if found is None:  # every version of a plan has one answer to a read, so that one comparison does for all checks
            now = _now(sheet, *read)
            found = known[read] = _alike(now, then)
        return found

    def ask(number: int, check: Check, params: Mapping[str, Any]) -> tuple[Breach, ...]:
        last = before.answers.get(number) if before is not None else None
        if last is None or not all(same(read, then) for read, then in last[0].items()):
            watched = Watched(sheet)
            last = watched.reads, tuple(check(cast(Sheet, watched), params))
        kept.answers[number] = last
        return last[1]

    _plans[plan] = kept
    _plans.move_to_end(plan)
    while len(_plans) > MOST:
        _plans.popitem(last=False)
    return ask
