"""Checks over fields that were asked before: one whose answer rests on nothing that changed is not asked again.

While a check reads a plan, what it looks at is noted: rows of these blocks, that value, all texts. A save changes one
field, and most checks look elsewhere. The answers belong to one plan, named by its reader.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from planner.compliance.document import FieldText, PlanDocument, Row
from planner.compliance.structural.sheet import Sheet
from planner.compliance.structural.spoken import Spoken
from planner.compliance.unchanged import LastOf, as_before

FRAME = ("plan_type", "products", "policy", "on", "period", "blocks")
"""What nearly every check looks at, and no save of an ordinary field changes."""

Read = tuple[str, str]
"""What is looked at, and its name: the rows of a `block`, a `value`, the `row` of a path, or one of _WHOLE."""
_WHOLE = ("fields", "rows", "said", "values")
_ABSENT = object()
T = TypeVar("T")


class Watched:
    """A sheet that notes what is asked of it; everything else about it is the sheet's."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.reads: set[Read] = set()
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
        self.reads.update(("block", block) for block in blocks)
        return self._sheet.rows_of(*blocks)

    def row_of(self, text: FieldText) -> Row | None:
        """As `Sheet.row_of`."""
        self.reads.add(("row", text.path.rpartition(".")[0]))
        return self._sheet.row_of(text)

    def _whole(self, name: str) -> object:
        self.reads.add((name, ""))
        return cast(object, getattr(self._sheet, name))


class _Values(Mapping[str, object]):
    """Values that note who asks; whoever walks over all of them asks for all."""

    def __init__(self, values: Mapping[str, object], reads: set[Read]) -> None:
        self._values, self._reads = values, reads

    def __getitem__(self, name: str) -> object:
        self._reads.add(("value", name))
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        self._reads.add(("values", ""))
        return iter(self._values)

    def __len__(self) -> int:
        self._reads.add(("values", ""))
        return len(self._values)


def _changes(now: Sheet, then: Sheet) -> set[Read]:
    """Every read that finds something else in a plan than in its earlier version; both share what did not change."""
    found: set[Read] = {(name, "") for name in _WHOLE if getattr(now, name) is not getattr(then, name)}
    for kind, new, old in (("block", now.by_block, then.by_block), ("value", now.values, then.values), ("row", now.by_path, then.by_path)):
        if new is not old:
            found.update((kind, name) for name in {*new, *old} if new.get(name, _ABSENT) is not old.get(name, _ABSENT))
    return found


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a plan's checks last said.

    :param rules: the compiled rules that were asked, by identity
    :param said: of each check what it looked at, and its answer
    """

    rules: object
    frame: tuple[object, ...]
    sheet: Sheet
    said: list[tuple[set[Read], Any]]


_plans: LastOf[_Plan] = LastOf()


def answers(document: PlanDocument, rules: object, count: int, ask: Callable[[int, Sheet], T], plan: Hashable) -> list[T]:
    """What each check says of a plan; those that looked at nothing which changed say what they said last time.

    :param rules: the very object that numbers the checks; the answers to others are of no use
    :param count: so many checks
    :param ask: asks the check of a number; its answer may rest on the sheet and on nothing else
    :param plan: names the plan within this process; None remembers nothing
    """
    if plan is None:
        sheet = Sheet.of(document)
        return [ask(number, sheet) for number in range(count)]
    document = as_before(document, plan)
    frame = tuple(getattr(document, name) for name in FRAME)
    last = _plans.get(plan)
    if last is not None and (last.rules is not rules or last.sheet.materials is not document.materials or last.frame != frame):
        last = None
    sheet = Sheet.of(document, None if last is None else last.sheet)
    changed = set() if last is None else _changes(sheet, last.sheet)
    said = []
    for number in range(count):
        if last is not None and changed.isdisjoint(last.said[number][0]):
            said.append(last.said[number])
        else:
            watched = Watched(sheet)
            answer = ask(number, cast(Sheet, watched))
            said.append((watched.reads, answer))
    _plans.keep(plan, _Plan(rules, frame, sheet, said))
    return [answer for _, answer in said]
