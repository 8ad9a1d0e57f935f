"""Answers of one period carried into the next: what comes along, what moves, what must be given anew.

Nothing here reads the database: the same source and facts always give the same answers, row names included.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from planner.kernel.i18n import Text
from planner.services.places import place_names
from planner.services.shown import shown
from planner.wizards.answers import Answers, first_answers, is_visible
from planner.wizards.flow import months_after, period
from planner.wizards.schema import UNTYPED, Field, Group, PlanType
from planner.wizards.validate import as_typed
from planner.wizards.values import Unreadable, read

PlanAnswers = Mapping[str, Mapping[str, Any]]

FACTS = ("training_date", "expected_approval", "launch_date")
"""Days on which something happened or happens once: they stay, whatever the period."""
NO_PLACE = Text("现在的计划没有这一栏。", "Today’s plan has no such field.")
TOO_MANY = Text("现在最多 {n} 行。", "At most {n} rows today.")
CONSENT = Text("新一期的活动要重新征得医院同意。", "The institution’s consent is asked for again.")
MATERIAL = Text("资料已过期，或者资料库里没有这个批准号。", "The material has expired, or the library has no such number.")
RECORD = Text("每一批样品都要重新登记。", "Every batch of samples is registered anew.")
TERRITORY = Text("这个片区现在不由你负责，换成了你的片区。", "You no longer plan for this territory; it is now your own.")
PRODUCT = Text("产品登记里已经没有这个产品。", "The registry no longer has this product.")
FACT = Text("这是发生过的或只发生一次的事，没有移动。", "It happened, or happens once; it was not moved.")
RECORDED = Text("这是过去的数字，没有移动，请补上新的季度。", "A figure of the past: not moved. Add the newer quarters.")
OUTSIDE = Text("不在上一期的期间里，没有移动，请核对。", "Outside the former period, so not moved. Please check it.")

_LETTERS, _ALL = "abcdefghjkmnpqrstvwxyz", "0123456789abcdefghjkmnpqrstvwxyz"
_WRITTEN = re.compile(r"(20\d\d)\s*(?:年(?:\s*(\d{1,2})\s*月)?|[-/.](\d{1,2})(?!\d))")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true on the day of the renewal.

    :param territories: ids the author may plan for; `home` is the author's own
    :param material_holds: whether an approval number stands in the library and has not expired
    """

    on: date
    home: int
    territories: frozenset[int]
    products: frozenset[int]
    material_holds: Callable[[str], bool]
    territory_names: Mapping[str, str]
    product_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Moved:
    """A day or month that was shifted, in words."""

    path: str
    was: Text
    now: Text


@dataclass(frozen=True, slots=True)
class Noted:
    """An answer that was left out or left as it was, and why.

    :param path: its place in the new plan; "" when it has none there
    :param where: its place in the former plan, in words
    """

    path: str
    where: Text
    value: Text
    reason: Text


@dataclass(slots=True)
class Carried:
    """A plan's answers for the next period.

    :param old, new: both periods, first and last day
    :param kept: days that did not move; :param left_out: answers that must be given anew, or have no place
    :param years: texts that still speak of the former period
    """

    old: tuple[date, date]
    new: tuple[date, date]
    answers: dict[str, Answers] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    kept: list[Noted] = field(default_factory=list)
    left_out: list[Noted] = field(default_factory=list)
    years: list[Noted] = field(default_factory=list)


def next_period(old: tuple[date, date], on: date) -> tuple[int, tuple[date, date]]:
    """By how many months a period moves: its own length, as often as it takes not to be over already; and where it lands."""
    length = (old[1].year - old[0].year) * 12 + old[1].month - old[0].month + 1
    months = length
    while _last_of_month(months_after(old[1], months)) < on:
        months += length
    return months, (months_after(old[0], months), _last_of_month(months_after(old[1], months)))


def _last_of_month(day: date) -> date:
    return months_after(day.replace(day=1), 1) - timedelta(days=1)


def shifted(day: date, months: int) -> date:
    """The same day some months later; the last day of a month stays the last day."""
    moved = months_after(day, months)
    return _last_of_month(moved) if day == _last_of_month(day) else moved


def carry(source: PlanType, answers: PlanAnswers, target: PlanType, facts: Facts, seed: str) -> Carried:
    """Carry the answers of a source into a target of the same kind, maybe of another version, one period later.

    :param seed: names the new rows, so that the same renewal always gives the same names
    :raises ValueError: the source has no period
    """
    span = period(answers)
    if span is None:
        raise ValueError("the source has no period")
    return _Carrier(source, answers, target, facts, seed, span).carried()


class _Carrier:
    """One renewal under way."""

    def __init__(self, source: PlanType, answers: PlanAnswers, target: PlanType, facts: Facts, seed: str, span: tuple[date, date]) -> None:
        self.source, self.given, self.target, self.facts, self.seed = source, answers, target, facts, seed
        self.months, new = next_period(span, facts.on)
        self.found = Carried(span, new)
        self.places = place_names(source, answers), place_names(source, answers, "en")

    def carried(self) -> Carried:
        """Every step of the target, each item from its namesake: of the same step, or else of the only step that has one."""
        slugs = {step.slug for step in self.target.steps}
        strays = {
            (step.slug, item.name): self._home_of(item)
            for step in self.source.steps
            for item in step.items
            if step.slug not in slugs or all(item.name != i.name for i in self.target.step(step.slug).items)
        }
        for step in self.target.steps:
            pairs = [
                (old, f"{former.slug}.{old.name}", self.given.get(former.slug, {}))
                for former in self.source.steps
                for old in former.items
                if strays.get((former.slug, old.name), former.slug) == step.slug
            ]
            made = first_answers(step)
            self._items(pairs, step.items, made, step.slug)
            self.found.answers[step.slug] = made
        for former in self.source.steps:
            for item in former.items:
                if strays.get((former.slug, item.name), former.slug) is None:
                    self._drop(item, self.given.get(former.slug, {}), f"{former.slug}.{item.name}", NO_PLACE)
        return self.found

    def _home_of(self, item: Field | Group) -> str | None:
        """The one step of the target that asks by the same name what its namesake in the source does not ask; None for none or several."""
        homes = [s.slug for s in self.target.steps if any(i.name == item.name and isinstance(i, type(item)) for i in s.items)]
        free = [slug for slug in homes if not self._asked_before(slug, item.name)]
        return free[0] if len(free) == 1 else None

    def _asked_before(self, slug: str, name: str) -> bool:
        return any(step.slug == slug and any(i.name == name for i in step.items) for step in self.source.steps)

    def _items(
        self, pairs: Iterable[tuple[Field | Group, str, Mapping[str, Any]]], wanted: tuple[Field | Group, ...], made: Answers, path: str
    ) -> None:
        """Fill `made` at a path of the target; what no wanted item takes is listed."""
        for old, was_at, given in pairs:
            new = next((item for item in wanted if item.name == old.name and isinstance(item, type(old))), None)
            if new is None:
                self._drop(old, given, was_at, NO_PLACE)
            elif isinstance(old, Group) and isinstance(new, Group):
                self._rows(old, given, was_at, new, made, f"{path}.{new.name}")
            elif isinstance(old, Field) and isinstance(new, Field):
                value = self._value(old, given, was_at, new, f"{path}.{new.name}")
                if value is not None:
                    made[new.name] = value

    def _rows(self, old: Group, given: Mapping[str, Any], was_at: str, new: Group, made: Answers, path: str) -> None:
        rows = list(given.get(old.name) or ())
        for row in rows[new.maximum :]:
            for item in old.fields:
                self._drop(item, row, f"{was_at}.{row['id']}.{item.name}", TOO_MANY.with_(n=new.maximum))
        kept: list[Answers] = []
        for row in rows[: new.maximum]:
            here = f"{was_at}.{row['id']}"
            fresh: Answers = {"id": _row_name(self.seed, here)}
            self._items([(item, f"{here}.{item.name}", row) for item in old.fields], new.fields, fresh, f"{path}.{fresh['id']}")
            kept.append(fresh)
        for pairs in new.presets:
            if not any(all(row.get(name) == value for name, value in pairs) for row in kept) and len(kept) < new.maximum:
                kept.append({"id": _row_name(self.seed, f"{was_at}.{pairs}"), **dict(pairs)})
        made[new.name] = kept

    def _value(self, old: Field, given: Mapping[str, Any], was_at: str, new: Field, path: str) -> Any:
        """The value to carry, None for nothing; what happens to it on the way is noted."""
        value = given.get(old.name)
        if old.kind in UNTYPED or new.kind in UNTYPED or value in (None, "", []):
            return None
        reason = self._given_anew(new, value)
        if reason is None and old.kind != new.kind:
            reason = NO_PLACE
        if reason is None:
            value = self._moved(old, given, was_at, new, path) if old.kind in ("date", "month", "quarter") else value
            try:
                value = read(new, as_typed(new, value))
            except Unreadable as problem:
                reason = problem.message
        if reason is not None:
            self._note(self.found.left_out, old, given, was_at, path, reason)
            return self.facts.home if new.kind == "territory" else self._still_there(new, value)
        if new.kind in ("line", "text") and self._speaks_of_the_past(value) and is_visible(old, given):
            quoted = next(found[0] for found in _WRITTEN.finditer(value) if self._is_past(found))
            self.found.years.append(Noted(path, self._where(was_at), Text(quoted, quoted), Text("", "")))
        return value

    def _given_anew(self, new: Field, value: Any) -> Text | None:
        """Why an answer must be given anew; None when it need not."""
        if new.name == "consent" and value == "obtained":
            return CONSENT
        if new.name == "material_number" and not self.facts.material_holds(str(value)):
            return MATERIAL
        if new.name == "record_number":
            return RECORD
        if new.kind == "territory" and value not in self.facts.territories:
            return TERRITORY
        if new.kind == "product" and value not in self.facts.products:
            return PRODUCT
        if new.kind == "products" and not set(value) <= self.facts.products:
            return PRODUCT
        return None

    def _still_there(self, new: Field, value: Any) -> Any:
        """Of several products those the registry still has; else nothing."""
        return [one for one in value if one in self.facts.products] or None if new.kind == "products" else None

    def _moved(self, old: Field, given: Mapping[str, Any], was_at: str, new: Field, path: str) -> str:
        """A day or month of the former period in the new one; any other stays, and is noted."""
        month, value = old.kind == "month", str(given[old.name])
        if old.kind == "quarter" or old.name in FACTS:
            self._note(self.found.kept, old, given, was_at, path, RECORDED if old.kind == "quarter" else FACT)
            return value
        day = date.fromisoformat(f"{value}-01" if month else value)
        if not self.found.old[0] <= day <= self.found.old[1]:
            self._note(self.found.kept, old, given, was_at, path, OUTSIDE)
            return value
        now = months_after(day, self.months).isoformat()[:7] if month else shifted(day, self.months).isoformat()
        self.found.moved.append(Moved(path, self._words(old, given), self._words(new, {new.name: now})))
        return now

    def _speaks_of_the_past(self, text: str) -> bool:
        return any(self._is_past(found) for found in _WRITTEN.finditer(text))

    def _is_past(self, found: re.Match[str]) -> bool:
        """A month of the former period, or a year that the new one does not reach."""
        year, month = int(found[1]), int(found[2] or found[3] or 0)
        (first, last), (start, end) = self.found.old, self.found.new
        if not 1 <= month <= 12:
            return first.year <= year <= last.year and not start.year <= year <= end.year
        return first.replace(day=1) <= date(year, month, 1) <= last and not start <= date(year, month, 1) <= end

    def _drop(self, item: Field | Group, given: Mapping[str, Any], was_at: str, reason: Text) -> None:
        """Note everything an item of the source said, since the target has no place for it."""
        if isinstance(item, Group):
            for row in given.get(item.name) or ():
                for inner in item.fields:
                    self._drop(inner, row, f"{was_at}.{row['id']}.{inner.name}", reason)
        elif item.kind not in UNTYPED:
            self._note(self.found.left_out, item, given, was_at, "", reason)

    def _note(self, notes: list[Noted], item: Field, given: Mapping[str, Any], was_at: str, path: str, reason: Text) -> None:
        words = self._words(item, given)
        if words.zh and is_visible(item, given):
            notes.append(Noted(path, self._where(was_at), words, reason))

    def _where(self, was_at: str) -> Text:
        return Text(*(names.get(was_at, was_at) for names in self.places))

    def _words(self, item: Field, given: Mapping[str, Any]) -> Text:
        names = {"territories": self.facts.territory_names, "products": self.facts.product_names}
        return Text(shown(item, given.get(item.name), given, "zh", **names), shown(item, given.get(item.name), given, "en", **names))


def _row_name(seed: str, path: str) -> str:
    """Eight characters, a letter first, as every row has; from its former place."""
    digest = hashlib.sha256(f"{seed} {path}".encode()).digest()
    return _LETTERS[digest[0] % len(_LETTERS)] + "".join(_ALL[byte % len(_ALL)] for byte in digest[1:8])
