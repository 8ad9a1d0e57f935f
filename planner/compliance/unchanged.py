"""What two versions of a plan have in common: a save changes one field, and the rest need not be looked at again."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from operator import is_
from typing import Generic, TypeVar

from planner.compliance.document import FieldText, PlanDocument, Row

MOST = 256
"""So many plans are remembered."""
T = TypeVar("T")
Placed = TypeVar("Placed", FieldText, Row)


class LastOf(Generic[T]):
    """What is known of each plan since it was checked last; the plans that were checked longest ago are forgotten first."""

    def __init__(self) -> None:
        self._plans: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, plan: Hashable) -> T | None:
        """None for a plan that is not remembered, and for one without a name."""
        return None if plan is None else self._plans.get(plan)

    def keep(self, plan: Hashable, thing: T) -> None:
        """Remember it in place of what was known; a plan without a name is not remembered."""
        if plan is None:
            return
        self._plans.pop(plan, None)
        self._plans[plan] = thing
        while len(self._plans) > MOST:
            self._plans.popitem(last=False)


_PLAIN = frozenset((str, int, bool, date, FieldText))
"""Most of what a plan holds; two of these that are equal are written alike."""


def alike(one: object, other: object) -> bool:
    """Whether nobody could tell them apart: 1, 1.0 and true are equal, and yet written differently."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if type(one) in _PLAIN:
        return one == other
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, Row) and isinstance(other, Row):
        same_place = (one.path, one.schema_path, one.block, one.phase) == (other.path, other.schema_path, other.block, other.phase)
        return same_place and alike(one.values, other.values)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(value is other[name] or alike(value, other[name]) for name, value in one.items())
    return str(one) == str(other) if isinstance(one, Decimal) else one == other


_versions: LastOf[PlanDocument] = LastOf()


def as_before(document: PlanDocument, plan: Hashable) -> PlanDocument:
    """The same plan, made of the very objects of its last version wherever nobody could tell them apart.

    What changed since is then what is not the very same object.

    :param plan: names the plan within this process
    """
    last = _versions.get(plan)
    if last is None or last is not document:
        if last is not None:
            fields, rows = _shared(document.fields, last.fields), _shared(document.rows, last.rows)
            document = replace(document, fields=fields, rows=rows, values=_shared_values(document.values, last.values))
        _versions.keep(plan, document)
    return document


def _shared(now: tuple[Placed, ...], then: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """The texts or rows of now, those that are still as they were as the very objects of then; `then` itself where all are."""
    known = {one.path: one for one in then}
    found = [known.get(one.path, one) for one in now]
    for place, (one, old) in enumerate(zip(now, found, strict=True)):
        if old is not one and not alike(old, one):
            found[place] = one
    return kept(tuple(found), then)


def kept(now: tuple[Placed, ...], then: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """`then` where it holds the very same objects, else `now`."""
    return then if len(now) == len(then) and all(map(is_, now, then)) else now


def _shared_values(now: Mapping[str, object], then: Mapping[str, object]) -> Mapping[str, object]:
    """As `_shared`, for values by their name; they are only the same in the same order."""
    found = {name: then[name] if name in then and alike(then[name], value) else value for name, value in now.items()}
    unchanged = list(found) == list(then) and all(map(is_, found.values(), then.values()))
    return then if unchanged else found
