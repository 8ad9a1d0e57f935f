"""The tables of a plan as a workbook: one sheet for each group, with dates and amounts as such; without rows its heads, to be filled in.

A text never becomes a formula: every text cell is written as a string, and what a spreadsheet could take
for a formula when it is edited or copied also carries the quote prefix.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from planner.documents.content import PlanContent
from planner.documents.figures.canvas import text_width
from planner.documents.shapes import Names
from planner.documents.word import Standing
from planner.documents.word_style import CJK, clean
from planner.wizards.answers import is_visible
from planner.wizards.schema import Field, Group, Step
from planner.wizards.values import computed

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROW_ID = "行号（请勿改动）"
"""Head of the hidden last column, which says which row of the plan a line is."""
NO_TABLES = "没有表格"
RISKY = tuple("=+-@\t\r\n\x00 '＝＋－＠")
"""A text that begins with one of these could be taken for a formula, or lose its first sign."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_MOST_NAME = 31
_FORMATS = {"date": "yyyy-mm-dd", "month": 'yyyy"年"m"月"', "money": '"¥"#,##0.00', "computed": '"¥"#,##0.00', "percent": "0.####%"}
_WIDEST = 44


@dataclass(frozen=True, slots=True)
class Sheet:
    """A group of a step with its rows.

    :param above: for a group inside a group: label of the outer one, and the outer row's title beside each row
    """

    step: Step
    group: Group
    rows: Sequence[Mapping[str, Any]]
    above: tuple[str, tuple[str, ...]] | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns: every question of a row, the asked ones and the worked out ones."""
        return tuple(f for f in self.group.fields if isinstance(f, Field) and f.kind != "known")


def sheets_of(plan: PlanContent) -> Iterator[Sheet]:
    """Every group, in the order of the wizard; a group inside a group after the outer one, where it has rows."""
    names = names_of(plan)
    for step in plan.plan_type.steps:
        answers = plan.raw["answers"].get(step.slug) or {}
        for item in step.items:
            if isinstance(item, Group):
                rows = answers.get(item.name) or ()
                yield Sheet(step, item, rows)
                yield from _nested(step, item, rows, names)


def _nested(step: Step, outer: Group, rows: Sequence[Mapping[str, Any]], names: Names) -> Iterator[Sheet]:
    titles = {f.name: f for f in outer.fields if isinstance(f, Field)}
    for inner in outer.fields:
        if isinstance(inner, Group):
            found = [(names.words(titles[outer.title], row), each) for row in rows for each in row.get(inner.name) or ()]
            if found:
                yield Sheet(step, inner, [each for _, each in found], (outer.label.zh, tuple(title for title, _ in found)))


def names_of(plan: PlanContent) -> Names:
    """What ids in the rows are called."""
    products = {int(p["id"]): str(p["generic_name"]) for p in plan.raw.get("products") or ()}
    territories = {int(key): str(name) for key, name in (plan.raw.get("territories") or {}).items()}
    territories[int(plan.raw["territory"]["id"])] = "，".join(plan.territory_path)
    return Names(products, territories, {}, None)


def plan_xlsx(plan: PlanContent, standing: Standing) -> bytes:
    """All tables of a plan; a single sheet that says so where its type has none.

    :param standing: whether it is a draft, and where the original is; stands at the foot of printed sheets
    """
    book, names = Workbook(), names_of(plan)
    book.remove(book.active)
    _properties(book, plan, standing)
    for sheet in sheets_of(plan):
        _write(book, sheet, names)
    if not book.worksheets:
        book.create_sheet(NO_TABLES)["A1"] = "这类计划没有表格。"
    for page in book.worksheets:
        page.oddFooter.center.text = f"{plan.edition}，{standing.mark}".replace("&", "&&")
        page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _properties(book: Workbook, plan: PlanContent, standing: Standing) -> None:
    moment = plan.submitted_at.astimezone(UTC).replace(tzinfo=None)
    known = book.properties
    known.title, known.creator = clean(plan.title), clean(plan.author.name)
    known.subject, known.description, known.language = f"{plan.plan_type.title.zh}，{plan.edition}", standing.said, "zh-CN"
    known.created = moment


def sheet_name(taken: Sequence[str], sheet: Sheet) -> str:
    """Step and group as far as there is room, unlike every name taken already."""
    step, group = sheet.step.title.zh, sheet.group.label.zh
    whole = _FORBIDDEN.sub("，", clean(group if step == group else f"{step}，{group}")).strip("'， ")[:_MOST_NAME]
    name, again = whole, 2
    while name.casefold() in {each.casefold() for each in taken}:
        ending = f"，{again}"
        name, again = whole[: _MOST_NAME - len(ending)] + ending, again + 1
    return name


def _write(book: Workbook, sheet: Sheet, names: Names) -> None:
    page = book.create_sheet(sheet_name(book.sheetnames, sheet))
    fields = sheet.fields
    outer = [sheet.above[0]] if sheet.above else []
    heads = [*outer, *(f.label.zh for f in fields), ROW_ID]
    widths = [text_width(head, 1) for head in heads]
    for column, head in enumerate(heads, 1):
        _head(page.cell(1, column), head)
    for number, row in enumerate(sheet.rows, 2):
        if sheet.above:
            put_text(page.cell(number, 1), sheet.above[1][number - 2])
        for column, field in enumerate(fields, len(outer) + 1):
            _value(page.cell(number, column), field, row, names)
        put_text(page.cell(number, len(heads)), str(row.get("id") or ""))
        for column, cell in enumerate(page[number]):
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            lines = str(cell.value if cell.value is not None else "").split("\n")
            widths[column] = max(widths[column], *(text_width(words, 1) for words in lines))
    for column, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(column)].width = 2 * min(width, _WIDEST / 2) + 3
    page.column_dimensions[get_column_letter(len(heads))].hidden = True
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.auto_filter.ref = page.dimensions


def _head(cell: Any, words: str) -> None:
    put_text(cell, words)
    cell.font = Font(name=CJK, bold=True)
    cell.fill = PatternFill("solid", fgColor="EEF2F3")
    cell.alignment = Alignment(vertical="top", wrap_text=True)


def put_text(cell: Any, words: str) -> None:
    """Write a text as a text, whatever a spreadsheet would make of it."""
    if not words:
        return
    cell.value = clean(words)
    cell.data_type = "s"
    if words.startswith(RISKY):
        cell.quotePrefix = True


def _value(cell: Any, field: Field, row: Mapping[str, Any], names: Names) -> None:
    """One answer, as a date or a number where it is one."""
    if not is_visible(field, row):
        return
    value: Any = computed(field, row) if field.kind == "computed" else row.get(field.name)
    if value in (None, "", []) and field.kind != "looked_up":
        return
    match field.kind:
        case "date":
            cell.value = date.fromisoformat(value)
        case "month":
            cell.value = date.fromisoformat(f"{value}-01")
        case "money" | "computed":
            cell.value = Decimal(int(value)) / 100
        case "percent":
            cell.value = Decimal(str(value)) / 100
        case "int":
            cell.value = int(value)
        case "decimal":
            cell.value = Decimal(str(value))
        case _:
            put_text(cell, names.words(field, row))
            return
    cell.number_format = _number_format(field, str(value))


def _number_format(field: Field, value: str) -> str:
    if field.kind == "percent" and "." not in value:
        return "0%"
    if field.kind in _FORMATS:
        return _FORMATS[field.kind]
    digits = "#,##0" if field.kind == "int" else "#,##0.####" if "." in value else "#,##0"
    unit = field.unit.zh.replace('"', "") if field.unit else ""
    return f'{digits}" {unit}"' if unit else digits
