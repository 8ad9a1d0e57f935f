"""From the cells of a workbook back to answers, with a word on every cell that cannot be one.

Columns are known by their heads, rows by the id in the hidden last column. A column that the plan does not ask
is refused, never taken along: there is no way in for figures that have no field.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from planner.documents.sheets import ROW_ID, Sheet, sheet_name
from planner.kernel.i18n import Text
from planner.wizards.schema import UNTYPED, Field, Group, PlanType, Step
from planner.wizards.values import Unreadable, read

BLOCKS = ("activities", "resources")
"""Groups that may come back from a workbook."""
Cells = Sequence[Mapping[str, Any] | None]
_FORMULA = Text("这一格是公式，请改成写好的值。", "This cell is a formula; please put its value.")
_NOT_TAKEN = Text("这一栏不能从表格读入，请在页面里填。", "This column cannot be read from a table; fill it in on the page.")
_NO_COLUMN = Text("计划里没有“{head}”这一栏，没有读。请删掉这一列。", "The plan has no column “{head}”. Please remove it.")
_TWICE = Text("“{head}”这一栏出现了两次。", "The column “{head}” appears twice.")
_YES_NO = {"是": "yes", "否": "no", "yes": "yes", "no": "no"}
_DAY = re.compile(r"(\d{4})\s*[年/.-]\s*(\d{1,2})(?:\s*[月/.-]\s*(\d{1,2})\s*日?|\s*月?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one place.

    :param row: as the spreadsheet counts, the head is 1
    :param column: head of the column; empty when the whole row or sheet is meant
    """

    sheet: str
    row: int
    column: str
    message: Text


@dataclass(frozen=True, slots=True)
class Line:
    """One row as read.

    :param id: of the plan's row it is; empty for a new one
    :param values: field name → stored value, None for an empty cell; only columns that were there
    """

    row: int
    id: str
    values: dict[str, Any]


@dataclass(slots=True)
class TableRead:
    """One sheet that belongs to a group of the plan."""

    step: Step
    group: Group
    sheet: str
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def column(self, name: str) -> str:
        """Head of the column of a field."""
        return next((f.label.zh for f in self.group.fields if f.name == name), name)


def importable(plan_type: PlanType) -> Iterator[tuple[str, Step, Group]]:
    """Groups that may come back, with the names of their sheets as an export writes them."""
    for step in plan_type.steps:
        for item in step.items:
            if isinstance(item, Group) and item.block in BLOCKS:
                yield sheet_name((), Sheet(step, item, ())), step, item


def tables_read(sheets: Sequence[Mapping[str, Any]], plan_type: PlanType, products: Mapping[str, int]) -> list[TableRead]:
    """The sheets that are groups of the plan; others are left aside.

    :param sheets: as `planner.documents.workbook.read_workbook` gives them
    :param products: generic name → registry id
    """
    known = {name: (step, group) for name, step, group in importable(plan_type)}
    return [_table(sheet, *known[sheet["name"]], products) for sheet in sheets if sheet["name"] in known]


def _table(sheet: Mapping[str, Any], step: Step, group: Group, products: Mapping[str, int]) -> TableRead:
    found = TableRead(step, group, sheet["name"])
    rows: Sequence[Cells] = sheet["rows"]
    columns = _columns(found, rows[0] if rows else ())
    for number, cells in enumerate(rows[1:], 2):
        line = Line(number, "", {})
        row_id, filled = "", False
        for place, cell in enumerate(cells):
            wanted = columns.get(place)
            if wanted is None:
                continue
            if isinstance(wanted, str):
                row_id = str((cell or {}).get("t", "")).strip()
                continue
            if wanted.kind in UNTYPED:
                continue
            filled = filled or cell is not None
            try:
                line.values[wanted.name] = _value(wanted, cell, products)
            except Unreadable as problem:
                found.problems.append(Problem(found.sheet, number, wanted.label.zh, problem.message))
        if filled:
            found.lines.append(Line(number, row_id, line.values))
    return found


def _columns(found: TableRead, heads: Cells) -> dict[int, Field | str]:
    """Place → the field a column is for, or `ROW_ID`."""
    labels = {label: f for f in found.group.fields if isinstance(f, Field) for label in (f.label.en, f.label.zh)}
    columns: dict[int, Field | str] = {}
    for place, cell in enumerate(heads):
        head = str((cell or {}).get("t", "")).strip()
        wanted: Field | str | None = ROW_ID if head == ROW_ID else labels.get(head)
        if wanted is None and cell is not None:
            found.problems.append(Problem(found.sheet, 1, head[:60], _NO_COLUMN.with_(head=head[:60])))
        elif wanted is not None and wanted in columns.values():
            found.problems.append(Problem(found.sheet, 1, head, _TWICE.with_(head=head)))
        elif wanted is not None:
            columns[place] = wanted
    return columns


def _value(asked: Field, cell: Mapping[str, Any] | None, products: Mapping[str, int]) -> Any:
    """The stored value of a cell.

    :raises Unreadable: it cannot be one
    """
    if cell is None:
        return None
    if "f" in cell:
        raise Unreadable(_FORMULA)
    words = _words(asked, cell)
    match asked.kind:
        case "choice":
            return read(asked, _chosen(asked, words))
        case "many":
            return read(asked, [_chosen(asked, each) for each in re.split("[、,，;；]", words) if each.strip()])
        case "yes_no":
            return read(asked, _YES_NO.get(words.strip().casefold(), words))
        case "product":
            return _product(words, products)
        case "date" | "month":
            return read(asked, _dated(asked, words))
        case "line" | "text" | "institution" | "int" | "decimal" | "percent" | "money" | "quarter":
            return read(asked, words)
    raise Unreadable(_NOT_TAKEN)


def _words(asked: Field, cell: Mapping[str, Any]) -> str:
    """A cell as somebody would have typed it."""
    if "b" in cell:
        return "yes" if cell["b"] else "no"
    if "n" in cell:
        number = Decimal(cell["n"])
        if not number.is_finite():
            raise Unreadable(Text("请写一个数。", "Please write a number."))
        shown = round(number * 100, 4) if cell.get("p") and asked.kind in ("percent", "decimal") else round(number, 8)
        return format(shown.normalize(), "f")
    return str(cell.get("d") or cell.get("t") or "")


def _chosen(asked: Field, words: str) -> str:
    """The stored value of a choice that was written in words; what is none is left for `read` to refuse."""
    wanted = words.strip().casefold()
    return next((c.value for c in asked.choices if wanted in (c.label.zh.casefold(), c.label.en.casefold())), words.strip())


def _product(words: str, products: Mapping[str, int]) -> int:
    found = products.get(words.strip())
    if found is None:
        raise Unreadable(Text("登记里没有这个产品。", "There is no such product in the registry."))
    return found


def _dated(asked: Field, words: str) -> str:
    """2027年3月1日 and 2027/3/1 as 2027-03-01, a month as 2027-03; anything else unchanged."""
    found = _DAY.fullmatch(words.strip())
    if found is None:
        return words
    month = f"{found[1]}-{int(found[2]):02d}"
    return month if asked.kind == "month" or not found[3] else f"{month}-{int(found[3]):02d}"
