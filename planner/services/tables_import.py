"""Reading activities and budget back from a workbook: every row is fine, or nothing is written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from planner.documents import bounded
from planner.documents.sheet_rows import Line, Problem, TableRead, importable, tables_read
from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.kernel.ids import row_id
from planner.models import FieldHistory
from planner.services import lists, plans
from planner.services.actor import Actor
from planner.services.house import House, Transaction
from planner.services.plans import PlanView
from planner.services.stored_steps import LockedStep
from planner.services.wizard import store_step, writable_step
from planner.wizards.answers import Answers, is_visible
from planner.wizards.schema import Field
from planner.wizards.validate import order_problem
from planner.workflow import Action, target

SECONDS = 15
MEMORY = 700_000_000
GAVE_UP = Text(
    "这个文件没能在限定的时间和内存里读完，什么都没有写入。请只留下要读回来的表，再试一次。",
    "This file could not be read within the limits of time and memory; nothing was written. Keep only the tables to read and try again.",
)
NOTHING_READ = Text(
    "文件里没有活动或预算的表。工作表的名字要和导出时一样。",
    "The file holds no table of activities or budget. The sheets must have the names they were exported with.",
)
_FULL = Text("最多 {n} 行，这里有 {many} 行。", "At most {n} rows; here are {many}.")
_TWICE = Text("这一行的行号出现了两次，请把复制出来那一行的行号清空。", "The id of this row appears twice; empty it in the copy.")
_UNKNOWN_ROW = Text(
    "计划里已经没有这一行。要当作新的一行，请清空它的行号。",
    "The plan has this row no more. Empty its id to add it as a new row.",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did.

    :param problems: in the order of the file; with any, nothing was written
    """

    changed: int = 0
    added: int = 0
    problems: tuple[Problem, ...] = ()


def sheet_names(session: Session, house: House, actor: Actor, number: str) -> list[str]:
    """Names of the sheets that can be read back into a plan.

    :raises NotFound: no such plan, or not the actor's to see
    :raises NotAllowed, WrongState: the actor cannot write it now
    """
    view = plans.open_plan(session, house, actor, number)
    target(Action.SAVE, view.state, view.parts)
    return [name for name, _, _ in importable(view.plan_type)]


def take_tables(transaction: Transaction, house: House, actor: Actor, number: str, data: bytes) -> Taken:
    """Read a workbook in a bounded child process and put its rows into the draft.

    Rows are known by their id and changed in place; rows without one are added at the end; rows of the plan that
    the file does not have are left alone. An empty cell empties its field, a missing column leaves it.

    :raises Invalid: no table of the plan in the file
    :raises Unavailable: not a workbook, or not safe to read; the message says which
    :raises NotFound, NotAllowed, WrongState: the actor cannot write the plan now
    """
    with transaction() as session:
        sheet_names(session, house, actor, number)
    _, answer = bounded.run("workbook", {}, data, seconds=SECONDS, memory=MEMORY, gave_up=GAVE_UP)
    with transaction() as session:
        view = plans.open_plan(session, house, actor, number)
        products = {product.generic_name: product.id for product in lists.all_products(session)}
        tables = tables_read(json.loads(answer), view.plan_type, products)
        if not tables:
            raise Invalid({"file": NOTHING_READ}, NOTHING_READ)
        locked = [writable_step(session, house, actor, number, table.step.slug) for table in tables]
        merged = [_merged(table, stored.answers) for table, (_, stored, _) in zip(tables, locked, strict=True)]
        if problems := tuple(p for table in tables for p in sorted(table.problems, key=lambda each: each.row)):
            return Taken(problems=problems)
        counts = [
            _write(session, house, actor, place[0], place[1], table, rows)
            for table, rows, place in zip(tables, merged, locked, strict=True)
        ]
    return Taken(sum(changed for changed, _ in counts), sum(added for _, added in counts))


def _merged(table: TableRead, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the group as they would be; what is wrong with them goes to the table's problems."""
    rows = [dict(row) for row in answers.get(table.group.name) or ()]
    by_id = {row["id"]: row for row in rows}
    seen: set[str] = set()
    for line in table.lines:
        if line.id and (line.id in seen or line.id not in by_id):
            table.problems.append(Problem(table.sheet, line.row, "", _TWICE if line.id in seen else _UNKNOWN_ROW))
            continue
        seen.add(line.id)
        row = by_id[line.id] if line.id else {"id": row_id()}
        _fill(table, line, row)
        if not line.id:
            rows.append(row)
    if len(rows) > table.group.maximum:
        table.problems.append(Problem(table.sheet, 1, "", _FULL.with_(n=table.group.maximum, many=len(rows))))
    return rows


def _fill(table: TableRead, line: Line, row: dict[str, Any]) -> None:
    fields = {f.name: f for f in table.group.fields if isinstance(f, Field)}
    before = dict(row)
    row |= {name: value for name, value in line.values.items() if value is not None or name in before}
    for name, asked in fields.items():
        if row.get(name) is None and name in before and not is_visible(asked, row):
            row[name] = before[name]  # an export leaves hidden answers out; that is no wish to lose them
        if name in line.values and (wrong := order_problem(asked, row.get(name), row)):
            table.problems.append(Problem(table.sheet, line.row, table.column(name), wrong))


def _write(
    session: Session, house: House, actor: Actor, view: PlanView, stored: LockedStep, table: TableRead, rows: list[dict[str, Any]]
) -> tuple[int, int]:
    """Store the rows of one group and keep what they were; returns how many changed and how many are new."""
    name, answers = table.group.name, dict[str, Any](stored.answers)
    before = {row["id"]: row for row in answers.get(name) or ()}
    touched = [row for row in rows if row != before.get(row["id"])]
    if not touched:
        return 0, 0
    session.add(
        FieldHistory(
            revision_id=view.revision.id,
            path=f"{table.step.slug}.{name}",
            before={"value": answers.get(name) or []},
            person_id=actor.person_id,
            at=house.clock(),
        )
    )
    for row in touched:
        for asked in table.group.fields:
            if isinstance(asked, Field) and asked.kind == "institution" and row.get(asked.name):
                lists.remember_institution(session, row[asked.name])
    changed: Answers = {**answers, name: rows}
    store_step(session, house, view, stored, changed)
    session.flush()
    added = sum(row["id"] not in before for row in touched)
    return len(touched) - added, added
