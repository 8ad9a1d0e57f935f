"""What changed between two contents of a plan: field by field, sentence by sentence, row by row.

Rows are matched by their ids: one that only stands elsewhere has moved, it was not taken out and put in.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from planner.kernel.i18n import Language, Text
from planner.services.changes_sentences import Sentence, sentence_changes
from planner.services.places import place_names
from planner.services.shown import shown
from planner.wizards.answers import Leaf, leaves
from planner.wizards.schema import Group, PlanType
from planner.wizards.snapshot import from_json

Content = Mapping[str, Any]
"""A frozen content, or as much of one as is compared: plan_type, answers, products, territories."""
WRITTEN = ("line", "text", "institution")
"""Kinds whose values are somebody's words, compared sentence by sentence."""
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs.

    :param path: in the new content, or in the old one when the field is gone
    :param where: in words: 目标，目标 2，期限; `holder` is all but the last part of it, `label` the last
    :param row: path of the row it stands in, "" outside rows
    :param before, after: as the page shows values; empty where there was nothing
    :param was, now: the stored values
    :param sentences: the words on both sides, for texts that stand on both
    """

    path: str
    where: Text
    holder: Text
    label: Text
    row: str
    before: Text
    after: Text
    was: Any
    now: Any
    sentences: tuple[Sentence, ...] = ()

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """added, removed or changed."""
        return "added" if not self.before.zh else "removed" if not self.after.zh else "changed"


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that came, went, or stands elsewhere among its fellows.

    :param path: of the row; :param title: the value that names it, may be empty
    :param was_at, now_at: its place from 1, None where it is not
    """

    path: str
    where: Text
    title: Text
    kind: Literal["added", "removed", "moved"]
    was_at: int | None
    now_at: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two contents; fields and rows in the order of the new plan, what is gone after it."""

    fields: tuple[FieldChange, ...] = ()
    rows: tuple[RowChange, ...] = ()

    @property
    def count(self) -> int:
        """Changes a reader would count: a row that came or went is one, with all its fields."""
        whole = {row.path for row in self.rows if row.kind != "moved"}
        return len(self.rows) + sum(not _inside(change.row, whole) for change in self.fields)

    @property
    def paths(self) -> dict[str, FieldChange]:
        """The changed fields by path."""
        return {change.path: change for change in self.fields}


def _inside(row: str, whole: set[str]) -> bool:
    """True for one of these rows and for whatever stands in one."""
    return any(row == path or row.startswith(f"{path}.") for path in whole)


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two contents, taken apart."""

    leaves: dict[str, Leaf]
    rows: dict[str, list[str]]  # path of a group → ids of its rows
    titles: dict[str, Leaf]  # path of a row → the field that names it
    places: tuple[dict[str, str], dict[str, str]]


def changes_between(old: Content, new: Content) -> Difference:
    """Everything visible that differs; fields that nobody answers (`known`) are left aside."""
    before, after = _taken_apart(old), _taken_apart(new)
    names = {**old.get("territories", {}), **new.get("territories", {})}
    products = {str(p["id"]): p["generic_name"] for p in [*old.get("products", ()), *new.get("products", ())]}
    places = {lang: {**before.places[i], **after.places[i]} for i, lang in enumerate(("zh", "en"))}

    def words(leaf: Leaf | None) -> Text:
        if leaf is None:
            return NOTHING
        return _both(lambda lang: shown(leaf.field, leaf.value, leaf.siblings, lang, territories=names, products=products))

    def where(path: str) -> Text:
        return _both(lambda lang: places[lang].get(path, path))

    found = []
    for path, leaf in [*after.leaves.items(), *((p, leaf) for p, leaf in before.leaves.items() if p not in after.leaves)]:
        was, now = before.leaves.get(path), after.leaves.get(path)
        texts = words(was), words(now)
        if texts[0] != texts[1]:
            found.append(_field_change(leaf, (where(path), where(path.rpartition(".")[0])), texts, was, now))
    rows = tuple(
        RowChange(path, where(path), words(after.titles.get(path) or before.titles.get(path)), kind, was_at, now_at)
        for path, kind, was_at, now_at in _row_changes(before.rows, after.rows)
    )
    return Difference(tuple(found), rows)


def _both(say: Any) -> Text:
    languages: tuple[Language, Language] = ("zh", "en")
    return Text(*(say(language) for language in languages))


def _field_change(leaf: Leaf, where: tuple[Text, Text], texts: tuple[Text, Text], was: Leaf | None, now: Leaf | None) -> FieldChange:
    before, after = texts
    return FieldChange(
        path=leaf.path,
        where=where[0],
        holder=where[1],
        label=leaf.field.label,
        row=leaf.path.rpartition(".")[0] if leaf.rows else "",
        before=before,
        after=after,
        was=was.value if was else None,
        now=now.value if now else None,
        sentences=sentence_changes(before.zh, after.zh) if leaf.field.kind in WRITTEN and before.zh and after.zh else (),
    )


def _taken_apart(content: Content) -> _Side:
    plan_type, answers = from_json(content["plan_type"]), content["answers"]
    seen: dict[str, Leaf] = {}
    titles: dict[str, Leaf] = {}
    for step in plan_type.steps:
        for leaf in leaves(step, answers.get(step.slug, {})):
            if not leaf.visible or leaf.field.kind == "known":
                continue
            seen[leaf.path] = leaf
            if leaf.groups and leaf.field.name == leaf.groups[-1].title:
                titles[leaf.path.rpartition(".")[0]] = leaf
    return _Side(seen, _rows_of(plan_type, answers), titles, (place_names(plan_type, answers), place_names(plan_type, answers, "en")))


def _rows_of(plan_type: PlanType, answers: Content) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}

    def walk(items: Iterable[Any], given: Content, path: str) -> None:
        for group in (item for item in items if isinstance(item, Group)):
            rows, here = given.get(group.name) or (), f"{path}.{group.name}"
            found[here] = [str(row["id"]) for row in rows]
            for row in rows:
                walk(group.fields, row, f"{here}.{row['id']}")

    for step in plan_type.steps:
        walk(step.items, answers.get(step.slug, {}), step.slug)
    return found


def _row_changes(
    before: Mapping[str, list[str]], after: Mapping[str, list[str]]
) -> Iterable[tuple[str, Literal["added", "removed", "moved"], int | None, int | None]]:
    """Path, kind and places of every row that is not where it was; rows inside a row that came or went are part of it."""
    gone = {f"{group}.{row}" for group, rows in before.items() for row in rows if row not in after.get(group, ())}
    fresh = {f"{group}.{row}" for group, rows in after.items() for row in rows if row not in before.get(group, ())}
    for group in [*after, *(g for g in before if g not in after)]:
        if _inside(group, gone | fresh):
            continue
        was, now = before.get(group, []), after.get(group, [])
        stayed = set(_longest_rising([was.index(row) for row in now if row in was]))
        for place, row in enumerate(now, 1):
            if row not in was:
                yield f"{group}.{row}", "added", None, place
            elif was.index(row) not in stayed:
                yield f"{group}.{row}", "moved", was.index(row) + 1, place
        yield from ((f"{group}.{row}", "removed", place, None) for place, row in enumerate(was, 1) if row not in now)


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """The longest rising subsequence: rows that need not move when the others do."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tails, number)
        before[number] = tails[at - 1] if at else None
        tails[at : at + 1] = [number]
    chain: list[int] = []
    number_: int | None = tails[-1] if tails else None
    while number_ is not None:
        chain.append(number_)
        number_ = before[number_]
    return chain[::-1]
