"""Row groups on paper: as a table where the answers are short, written out where they are long."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from planner.documents.figures import activities_of, budget_bars, budget_items, gantt, goal_bars, goals_of
from planner.documents.figures.canvas import text_width
from planner.documents.shapes import (
    MISSING,
    TEXT_KINDS,
    Align,
    Block,
    Column,
    Entries,
    Entry,
    Fact,
    Names,
    Passage,
    Picture,
    Table,
    fits_table,
    paragraphs,
)
from planner.documents.wording import span_words, with_unit
from planner.kernel.i18n import Text
from planner.kernel.money import format_fen
from planner.wizards.answers import is_visible
from planner.wizards.schema import Field, Group

Rows = Sequence[Mapping[str, Any]]
_CHART_ROWS = 12
_RIGHT = ("int", "decimal", "percent", "money", "computed")
_WIDEST = {"text": 22, "line": 14, "institution": 14}
"""Kinds whose words may wrap, and the characters after which they do."""
_DATES = Text("日期", "Dates")
_ROOM = 51.0
"""Characters of a table's type in the width of the paper."""


def group_blocks(group: Group, rows: Rows, names: Names, *, alone: bool) -> Iterator[Block]:
    """What the paper shows for a group; nothing when it has no rows.

    :param alone: the group is all its step asks, so the step's heading is its caption
    """
    if not rows:
        return
    special: dict[str, Callable[[Group, Rows, Names, str], Iterator[Block]]] = {
        "activities": _activities,
        "goals": _goals,
        "resources": _resources,
    }
    caption = "" if alone else group.label.zh
    yield from special.get(group.block, _plain)(group, rows, names, caption)


def _fields(group: Group) -> dict[str, Field]:
    return {f.name: f for f in group.fields if isinstance(f, Field)}


def _cell(field: Field, row: Mapping[str, Any], names: Names) -> str:
    """The value in words; 未填写 where an answer is owed."""
    if not is_visible(field, row) or field.kind == "known":
        return ""
    return names.words(field, row) or (MISSING if field.required else "")


def _plain(group: Group, rows: Rows, names: Names, caption: str) -> Iterator[Block]:
    fields = [f for f in _fields(group).values() if any(_cell(f, row, names) for row in rows)]
    cells = [[_cell(f, row, names) for f in fields] for row in rows]
    shown, joined = _with_spans(fields, rows, cells)
    if any(isinstance(f, Group) for f in group.fields) or not fits_table(shown, cells):
        yield Entries(caption, tuple(_entry(group, row, names, [group.title]) for row in rows))
        return
    weights = [_weight(f, [row[place] for row in joined]) for place, f in enumerate(shown)]
    yield Table(caption, _columns(group, shown, weights), tuple(tuple(row) for row in joined))


def _with_spans(fields: Sequence[Field], rows: Rows, cells: Sequence[Sequence[str]]) -> tuple[list[Field], list[list[str]]]:
    """Fields and cells with a first and a last day in one column, 日期."""
    by_name = {f.name: f for f in fields}
    last_of = {f.not_before: f.name for f in fields if f.kind == "date" and f.not_before in by_name}
    shown = [replace(f, label=_DATES) if f.name in last_of else f for f in fields if f.name not in last_of.values()]
    joined = []
    for row, words in zip(rows, cells, strict=True):
        held = dict(zip(by_name, words, strict=True))
        spans = {first: _days(row.get(first), row.get(last)) for first, last in last_of.items() if first}
        joined.append([(held | spans)[f.name] for f in shown])
    return shown, joined


def _days(first: str | None, last: str | None) -> str:
    """Two stored dates as a span; 未填写 without a first day."""
    if not first:
        return MISSING
    return span_words(date.fromisoformat(first), date.fromisoformat(last or first))


def _weight(field: Field, cells: Sequence[str]) -> float:
    """How many characters of room a column asks for, padding included: its longest cell, long texts wrapped."""
    longest = max((text_width(line, 1) for cell in cells for line in cell.split("\n")), default=0)
    return min(max(longest, text_width(field.label.zh, 1)) + 1.8, _WIDEST.get(field.kind, 16))


def _columns(group: Group, fields: Sequence[Field], weights: Sequence[float]) -> tuple[Column, ...]:
    """Columns of dates, numbers and choices as wide as they need, the texts share what is left."""
    stiff = sum(w for f, w in zip(fields, weights, strict=True) if f.kind not in _WIDEST)
    loose = sum(weights) - stiff
    room = _ROOM - stiff if loose and stiff < _ROOM * 0.7 else 0.0
    wanted = [w * room / loose if room and f.kind in _WIDEST else w for f, w in zip(fields, weights, strict=True)]
    shares = [int(100 * w / sum(wanted)) for w in wanted]
    shares[wanted.index(max(wanted))] += 100 - sum(shares)
    return tuple(
        Column(f.label.zh, share, "right" if f.kind in _RIGHT else "left", f.name == group.title)
        for f, share in zip(fields, shares, strict=True)
    )


def _entry(group: Group, row: Mapping[str, Any], names: Names, left_out: Sequence[str]) -> Entry:
    """A row written out, some fields left out because they stand elsewhere."""
    facts: list[Fact] = []
    passages: list[Passage] = []
    for item in group.fields:
        if isinstance(item, Group):
            facts.extend(_nested(item, row.get(item.name) or (), names))
            continue
        value = "" if item.name in left_out else _cell(item, row, names)
        if value and item.kind in TEXT_KINDS:
            passages.append(Passage(item.label.zh, paragraphs(value)))
        elif value:
            facts.append(Fact(item.label.zh, value))
    title = _cell(_fields(group)[group.title], row, names)
    return Entry(title, tuple(facts), tuple(passages))


def _nested(group: Group, rows: Rows, names: Names) -> Iterator[Fact]:
    for row in rows:
        words = [_cell(f, row, names) for f in _fields(group).values()]
        yield Fact(group.label.zh, "，".join(word.rstrip("。") for word in words if word))


def _activities(group: Group, rows: Rows, names: Names, caption: str) -> Iterator[Block]:
    fields = _fields(group)
    drawn = activities_of(rows, group)
    for start in range(0, len(drawn), _CHART_ROWS):
        yield Picture(gantt(drawn[start : start + _CHART_ROWS], names.span), "" if start else caption)
    heads: tuple[tuple[str, int, Align], ...] = (
        ("名称", 23, "left"), ("形式", 12, "left"), ("日期", 19, "left"), ("对象", 15, "left"),
        ("人数", 7, "right"), ("医院同意", 11, "left"), ("费用", 13, "right"),
    )  # fmt: skip
    columns = tuple(Column(label, share, align, place == 0) for place, (label, share, align) in enumerate(heads))
    costs = [_activity_cost(row) for row in rows]
    cells = tuple(
        (
            _cell(fields["name"], row, names),
            _cell(fields["kind"], row, names),
            _days(row.get("from_date"), row.get("to_date")),
            _cell(fields["audience"], row, names),
            str(row.get("heads") or ""),
            _cell(fields["consent"], row, names),
            format_fen(cost) if cost is not None else "–",
        )
        for row, cost in zip(rows, costs, strict=True)
    )
    known = [cost for cost in costs if cost is not None]
    foot: tuple[str, ...] = ()
    if len(rows) > 1:
        foot = ("合计", "", "", "", str(sum(int(row.get("heads") or 0) for row in rows)), "", format_fen(sum(known)) if known else "–")
    note = "费用：讲者费加人均餐费乘以预计人数，其他开支见资源与预算。" if known else ""
    yield Table("" if drawn else caption, columns, cells, foot, note)
    shown = ("name", "kind", "from_date", "to_date", "audience", "heads", "consent", "about_product", "speaker")
    entries = tuple(_entry(group, row, names, shown) for row in rows)
    entries = tuple(entry for entry in entries if entry.facts or entry.passages)
    if entries:
        yield Entries(f"{group.label.zh}：怎样进行", entries)


def _activity_cost(row: Mapping[str, Any]) -> int | None:
    """Fen for speaker and hospitality; None where neither is given."""
    fee = row.get("speaker_fee") if row.get("speaker") else None
    meals = row.get("hospitality_per_head")
    if fee is None and meals is None:
        return None
    return int(fee or 0) + int(meals or 0) * int(row.get("heads") or 0)


def _goals(group: Group, rows: Rows, names: Names, caption: str) -> Iterator[Block]:
    if any(row.get("target") not in (None, "") for row in rows):
        goals = goals_of(rows, group)
        for start in range(0, len(goals), _CHART_ROWS):
            yield Picture(goal_bars(goals[start : start + _CHART_ROWS]))
    fields = _fields(group)
    columns = (
        Column("目标", 40, strong=False), Column("用什么衡量", 19), Column("现在", 9, "right"),
        Column("目标值", 9, "right"), Column("期限", 12), Column("负责职能", 11),
    )  # fmt: skip
    cells = tuple(
        (
            _goal_statement(fields, row, names),
            _cell(fields["metric"], row, names),
            _goal_number(row, "baseline"),
            _goal_number(row, "target"),
            _cell(fields["due"], row, names) or "–",
            _cell(fields["owner"], row, names),
        )
        for row in rows
    )
    yield Table(caption, columns, cells)


def _goal_statement(fields: Mapping[str, Field], row: Mapping[str, Any], names: Names) -> str:
    about = [names.words(fields[name], row) for name in ("account", "kind", "measure") if name in fields]
    statement = _cell(fields["statement"], row, names)
    return "：".join(part for part in ("，".join(word for word in about if word), statement) if part)


def _goal_number(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "–" if value in (None, "") else with_unit(str(value), row.get("unit"))


def _resources(group: Group, rows: Rows, names: Names, caption: str) -> Iterator[Block]:
    items = budget_items(rows, group)
    if items:
        yield Picture(budget_bars(items))
    fields = _fields(group)
    shown = ("item", "kind", "unit_price", "quantity", "amount", "paid_to")
    shares = (29, 11, 17, 10, 19, 14)
    columns = tuple(
        Column(fields[name].label.zh, share, "right" if fields[name].kind in _RIGHT else "left", name == "item")
        for name, share in zip(shown, shares, strict=True)
    )
    cells = tuple(tuple(_cell(fields[name], row, names) for name in shown) for row in rows)
    foot = ("合计", "", "", "", format_fen(sum(fen for _, fen in items)), "") if items else ()
    yield Table(caption, columns, cells, foot)
    entries = tuple(_entry(group, row, names, shown) for row in rows)
    entries = tuple(entry for entry in entries if entry.facts or entry.passages)
    if entries:
        yield Entries("费用说明", entries)
