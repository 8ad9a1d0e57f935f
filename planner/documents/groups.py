"""Row groups on paper: as a table where the answers are short, written out where they are long."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from planner.documents.columns import RIGHT, columns_of, days, with_spans
from planner.documents.figures import Activity, activities_of, budget_bars, budget_items, gantt, goal_bars, goals_of, tool_pictures
from planner.documents.figures.words import shows
from planner.documents.shapes import (
    MISSING,
    TEXT_KINDS,
    Align,
    Block,
    Column,
    Entries,
    Entry,
    Fact,
    Facts,
    Names,
    Passage,
    Picture,
    Table,
    fits_table,
    paragraphs,
)
from planner.documents.wording import with_unit
from planner.kernel.money import format_fen
from planner.wizards.answers import is_visible
from planner.wizards.schema import Field, Group

Rows = Sequence[Mapping[str, Any]]
_CHART_ROWS = 12
DRAWS_ITSELF = ("activities", "goals", "resources")
"""Blocks that come with a picture of their own."""


def group_blocks(group: Group, rows: Rows, names: Names, *, alone: bool) -> Iterator[Block]:
    """What the paper shows for a group; nothing when it has no rows.

    :param alone: the group is all its step asks, so the step's heading is its caption
    """
    if not rows:
        return
    special: dict[str, Callable[[Group, Rows, Names, str], Iterator[Block]]] = dict(
        zip(DRAWS_ITSELF, (_activities, _goals, _resources), strict=True)
    )
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
    dated = activities_of(rows, group) if group.tool == "gantt" else []
    if len(dated) > 1:  # a single bar says no more than its dates
        yield from _timeline(dated, names, caption)
        caption = ""
    table = None if any(isinstance(f, Group) for f in group.fields) else _table(group, rows, names, caption)
    yield table or Entries(caption, tuple(_entry(group, row, names, [group.title]) for row in rows))


def _table(group: Group, rows: Rows, names: Names, caption: str, left_out: Sequence[str] = ()) -> Table | None:
    """The rows as a table; None where they are too many or too long for one."""
    fields = [f for f in _fields(group).values() if f.name not in left_out and any(_cell(f, row, names) for row in rows)]
    cells = [[_cell(f, row, names) for f in fields] for row in rows]
    shown, joined = with_spans(fields, rows, cells)
    if not shown or not fits_table(shown, cells):
        return None
    return Table(caption, columns_of(group, shown, joined), tuple(tuple(row) for row in joined))


def merged(groups: Sequence[tuple[Group, Rows]], names: Names, caption: str) -> Table | None:
    """Neighbouring groups that ask the same as one table, each row with its group's name; None where they differ."""
    first = groups[0][0]
    asked = [f.name for f in first.fields]
    if any([f.name for f in group.fields] != asked or any(isinstance(f, Group) for f in group.fields) for group, _ in groups):
        return None
    lines = [(group.label.zh, row) for group, rows in groups for row in rows]
    table = _table(first, [row for _, row in lines], names, caption) if lines else None
    if table is None:
        return None
    head = round(100 * (max(len(label) for label, _ in lines) + 2) / 53)
    shares = [round(column.share * (100 - head) / 100) for column in table.columns]
    shares[shares.index(max(shares))] += 100 - head - sum(shares)
    columns = (Column("类别", head), *(replace(column, share=share) for column, share in zip(table.columns, shares, strict=True)))
    rows = tuple((label, *row) for (label, _), row in zip(lines, table.rows, strict=True))
    return replace(table, columns=columns, rows=rows)


def _entry(group: Group, row: Mapping[str, Any], names: Names, left_out: Sequence[str]) -> Entry:
    """A row written out, some fields left out because they stand elsewhere."""
    facts: list[Fact] = []
    passages: list[Passage] = []
    inner: list[Block] = []
    for item in group.fields:
        if isinstance(item, Group):
            inner.extend(_nested(item, row, names))
            continue
        value = "" if item.name in left_out else _cell(item, row, names)
        if value and item.kind in TEXT_KINDS:
            passages.append(Passage(item.label.zh, paragraphs(value)))
        elif value:
            facts.append(Fact(item.label.zh, value))
    title = _cell(_fields(group)[group.title], row, names)
    return Entry(title, tuple(facts), tuple(passages), tuple(inner))


def _nested(group: Group, outer: Mapping[str, Any], names: Names) -> Iterator[Block]:
    """The rows of a group inside a row: their picture, and a table or, where one would not hold them, a line each."""
    rows = outer.get(group.name) or ()
    if not rows:
        return
    drawn = tool_pictures((group,), outer).get(group.name, "")
    listed = _table(group, rows, names, group.label.zh) or _lines(group, rows, names)
    if not drawn:
        yield listed
        return
    seen = [
        f.name
        for f in _fields(group).values()
        if f.name != group.title and all(shows(drawn, words) for row in rows if (words := _cell(f, row, names)))
    ]
    rest = _table(group, rows, names, "", seen)
    if rest:
        said = listed if isinstance(listed, Table) else Entries("", tuple(_entry(group, row, names, [group.title]) for row in rows))
        yield Picture(drawn, group.label.zh, said, rest if len(rest.columns) > 1 else None)
        return
    yield from (Picture(drawn, group.label.zh), replace(listed, caption=""))


def _lines(group: Group, rows: Rows, names: Names) -> Facts:
    """Rows that no table would hold, a line each."""
    title, *others = sorted(_fields(group).values(), key=lambda f: f.name != group.title)
    facts = []
    for row in rows:
        words = [_cell(f, row, names).rstrip("。") for f in others]
        facts.append(Fact(_cell(title, row, names), "，".join(word for word in words if word)))
    return Facts(tuple(facts), group.label.zh)


def _activities(group: Group, rows: Rows, names: Names, caption: str) -> Iterator[Block]:
    fields = _fields(group)
    drawn = activities_of(rows, group)
    yield from _timeline(drawn, names, caption)
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
            days(row.get("from_date"), row.get("to_date")),
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


def _timeline(drawn: Sequence[Activity], names: Names, caption: str) -> Iterator[Block]:
    """Bars over the months, as many in one picture as a page has room for."""
    for start in range(0, len(drawn), _CHART_ROWS):
        yield Picture(gantt(drawn[start : start + _CHART_ROWS], names.span), "" if start else caption)


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
            yield Picture(goal_bars(goals[start : start + _CHART_ROWS]), "" if start else caption)
        caption = ""
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
        yield Picture(budget_bars(items), caption)
    fields = _fields(group)
    shown = ("item", "kind", "unit_price", "quantity", "amount", "paid_to")
    shares = (29, 11, 17, 10, 19, 14)
    columns = tuple(
        Column(fields[name].label.zh, share, "right" if fields[name].kind in RIGHT else "left", name == "item")
        for name, share in zip(shown, shares, strict=True)
    )
    cells = tuple(tuple(_cell(fields[name], row, names) for name in shown) for row in rows)
    foot = ("合计", "", "", "", format_fen(sum(fen for _, fen in items)), "") if items else ()
    yield Table("" if items else caption, columns, cells, foot)
    entries = tuple(_entry(group, row, names, shown) for row in rows)
    entries = tuple(entry for entry in entries if entry.facts or entry.passages)
    if entries:
        yield _explained("费用说明", entries)


def _explained(caption: str, entries: tuple[Entry, ...]) -> Block:
    """Entries that have one short thing to say each, as a list of pairs."""
    said = [[*entry.facts, *(Fact(passage.label, "\n".join(passage.paragraphs)) for passage in entry.passages)] for entry in entries]
    if len({facts[0].label for facts in said}) == 1 and all(len(facts) == 1 and "\n" not in facts[0].value for facts in said):
        return Facts(tuple(Fact(entry.title, facts[0].value) for entry, facts in zip(entries, said, strict=True)), caption)
    return Entries(caption, entries)
