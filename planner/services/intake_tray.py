"""The tray beside the wizard: passages of the file that wait to be put where they belong, or left out on purpose."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from planner.compliance.compiled import Compiled
from planner.compliance.document import FieldText
from planner.compliance.engine import check_compiled
from planner.compliance.findings import Finding
from planner.compliance.phases import phase_of
from planner.compliance.scope import Scope
from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotFound, Stale
from planner.kernel.i18n import Text
from planner.models import Intake, TrayPassage
from planner.models.engine import rows_met
from planner.services import checking, plans, wizard
from planner.services.actor import Actor
from planner.services.house import House
from planner.services.intake import intake_of
from planner.services.plans import PlanView
from planner.services.policy import policy_in_force
from planner.services.rules.effective import pack_in_force
from planner.services.tray_targets import Target, targets
from planner.services.wizard import Change, base_of
from planner.wizards.answers import leaf
from planner.workflow import Action, target

_BULLET = re.compile(r"^[ \t\u3000]*[•·・●○◆■▪‣][ \t\u3000]*", re.MULTILINE)
FEW = 5
"""So many passages without a guess stand beside a step."""
_NO_TARGET = Text("请选放到哪一栏。", "Choose a field.")
_NO_ROWS = Text("请至少选一行。", "Choose at least one row.")
_MOVED = Text("这一段刚刚在别处处理过了。", "This passage was dealt with elsewhere a moment ago.")
_CHANGED_SINCE = Text(
    "放进去以后，那一栏又改过，没有动它。请到那一栏里自己改。",
    "That field was edited after the passage went in, so it was left alone. Please edit it there.",
)


@dataclass(frozen=True, slots=True)
class Held:
    """A passage with what the checker says to it.

    :param here: the open step is the one it probably belongs to
    """

    passage: TrayPassage
    findings: tuple[Finding, ...]
    here: bool = False


@dataclass(frozen=True, slots=True)
class Tray:
    """What waits, as a page shows it.

    :param held: passages of the open step first, then the first few without a guess; all of them where no step is open
    :param waiting: all that wait; `elsewhere`: those not in `held`
    :param targets: fields of the open step
    """

    intake: Intake
    held: tuple[Held, ...]
    waiting: int
    elsewhere: int
    targets: tuple[Target, ...] = ()


def count_waiting(session: Session, revision_id: int) -> int:
    """Passages without a place and without a decision."""
    query = select(func.count()).select_from(TrayPassage)
    return session.scalar(query.where(TrayPassage.revision_id == revision_id, TrayPassage.state == "waiting")) or 0


def tray_of(session: Session, house: House, view: PlanView, slug: str | None = None) -> Tray | None:
    """The tray of a plan as its author sees it; None when the plan was not begun from a file.

    :param slug: the open step, None for a page of all passages
    """
    intake = intake_of(session, view.revision.id)
    if intake is None:
        return None
    rows = [row for row in passages(session, view) if row.state == "waiting"]
    near = rows if slug is None else [r for r in rows if r.step == slug] + [r for r in rows if r.step is None][:FEW]
    found = _read(session, house, view, near)
    held = tuple(Held(row, findings, slug is not None and row.step == slug) for row, findings in zip(near, found, strict=True))
    offered = targets(view.plan_type.step(slug), view.answers.get(slug, {})) if slug else ()
    return Tray(intake, held, len(rows), len(rows) - len(near), offered)


def passages(session: Session, view: PlanView) -> list[TrayPassage]:
    """Everything that ever waited, in the order of the file."""
    query = select(TrayPassage).where(TrayPassage.revision_id == view.revision.id).order_by(TrayPassage.position, TrayPassage.id)
    return list(session.scalars(query))


def held(session: Session, house: House, view: PlanView, passage_id: int) -> Held:
    """One passage that waits.

    :raises NotFound: no such passage in this plan
    :raises Stale: it was dealt with already
    """
    row = _passage(session, view, passage_id)
    if row.state != "waiting":
        raise Stale(_MOVED)
    return Held(row, _read(session, house, view, [row])[0])


def put(
    session: Session, house: House, actor: Actor, number: str, passage_id: int, where: str, rows: Sequence[int] | None = None
) -> Target:
    """Put a passage, or some rows of its table, into a field; the rest of the table goes on waiting.

    :param where: value of one of `tray_targets.targets` of the step it names
    :param rows: positions of the rows of a table, None for the whole passage
    :raises Invalid: no such field, no row chosen, or more text than the field takes; nothing was written
    :raises NotFound, WrongState: as `wizard.writable_step`
    :raises Stale: it was dealt with already
    """
    slug = where.split(".")[0]
    view = _writable(session, house, actor, number)
    row = _passage(session, view, passage_id)
    if slug not in {step.slug for step in view.plan_type.steps}:
        raise Invalid({"target": _NO_TARGET}, _NO_TARGET)
    view, stored, step = wizard.writable_step(session, house, actor, number, slug)
    found = next((one for one in targets(step, stored.answers) if one.value == where), None)
    if found is None:
        raise Invalid({"target": _NO_TARGET}, _NO_TARGET)
    row = _taken(session, house, row, rows)
    text = as_text(row)
    path = where
    if found.group is not None:
        _, new = wizard.add_row(session, house, actor, number, slug, found.group)
        path = f"{found.group}.{new}.{found.name}"
        row.undo = {"row": new, "group": found.group}
        stored = wizard.writable_step(session, house, actor, number, slug)[1]
    before = leaf(step, stored.answers, path)
    whole = f"{before.value}\n{text}" if before.value and before.field.kind == "text" else text
    saved = wizard.save_fields(session, house, actor, number, slug, [Change(path, whole, base_of(before.value))])
    if path in saved.errors:
        raise Invalid({"target": saved.errors[path]}, saved.errors[path])
    after = leaf(step, saved.view.answers, path).value
    row.went_to, row.undo = path, {**(row.undo or {}), "before": before.value, "after": after}
    session.flush()
    return found


def drop(session: Session, house: House, actor: Actor, number: str, passage_id: int) -> None:
    """Leave a passage out on purpose; `bring_back` undoes it.

    :raises NotFound, WrongState, Stale: as `put`
    """
    view = _writable(session, house, actor, number)
    _move(session, house, _passage(session, view, passage_id), "waiting", "dropped")


def drop_all(session: Session, house: House, actor: Actor, number: str) -> int:
    """Leave everything that waits out on purpose; returns how many passages that were."""
    view = _writable(session, house, actor, number)
    waiting = [row for row in passages(session, view) if row.state == "waiting"]
    for row in waiting:
        _move(session, house, row, "waiting", "dropped")
    return len(waiting)


def bring_back(session: Session, house: House, actor: Actor, number: str, passage_id: int) -> None:
    """Put a passage back into the tray; one that went into a field is taken out there, if nobody edited that field since.

    :raises Stale: the field was edited since; nothing was written
    :raises NotFound, WrongState: as `put`
    """
    view = _writable(session, house, actor, number)
    row = _passage(session, view, passage_id)
    if row.state == "waiting":
        raise Stale(_MOVED)
    if row.state == "placed":
        _take_out(session, house, actor, number, row)
    _move(session, house, row, row.state, "waiting")
    row.went_to, row.undo = "", None
    session.flush()


def as_text(row: TrayPassage) -> str:
    """The passage as it goes into a field: without list dots, and of a table the cells of a row on one line."""
    if not row.rows:
        return _BULLET.sub("", row.text).strip()
    lines = ("，".join(cell.strip().replace("\n", " ") for cell in cells if cell.strip()) for cells in row.rows)
    return "\n".join(line for line in lines if line)


def _take_out(session: Session, house: House, actor: Actor, number: str, row: TrayPassage) -> None:
    slug, undo = row.went_to.split(".")[0], row.undo or {}
    _, stored, step = wizard.writable_step(session, house, actor, number, slug)
    try:
        now = leaf(step, stored.answers, row.went_to)
    except NotFound:
        return  # its row was removed: there is nothing to take out
    if now.value != undo.get("after"):
        raise Stale(_CHANGED_SINCE)
    alone = [value for name, value in now.siblings.items() if name not in ("id", now.field.name) and value]
    if "row" in undo and not alone:
        wizard.remove_row(session, house, actor, number, slug, undo["group"], undo["row"])
        return
    typed = str(undo.get("before") or "")
    wizard.save_fields(session, house, actor, number, slug, [Change(row.went_to, typed, base_of(now.value))])


def _writable(session: Session, house: House, actor: Actor, number: str) -> PlanView:
    view = plans.open_plan(session, house, actor, number)
    target(Action.SAVE, view.state, view.parts)
    return view


def _passage(session: Session, view: PlanView, passage_id: int) -> TrayPassage:
    row = session.get(TrayPassage, passage_id)
    if row is None or row.revision_id != view.revision.id:
        raise NotFound
    return row


def _taken(session: Session, house: House, row: TrayPassage, rows: Sequence[int] | None) -> TrayPassage:
    """The passage to be placed; with some rows only, the others stay behind as a passage of their own."""
    if row.rows is None or rows is None:
        _move(session, house, row, "waiting", "placed")
        return row
    chosen = sorted({n for n in rows if 0 <= n < len(row.rows)})
    if not chosen:
        raise Invalid({"rows": _NO_ROWS}, _NO_ROWS)
    _move(session, house, row, "waiting", "placed")
    left = [cells for n, cells in enumerate(row.rows) if n not in chosen]
    if left:
        session.add(_part(row, left))
        cells = [row.rows[n] for n in chosen]
        row.rows, row.text = cells, _cells_text(cells)
    return row


def _part(row: TrayPassage, cells: list[Any]) -> TrayPassage:
    kept = {name: getattr(row, name) for name in ("revision_id", "position", "kind", "context", "place", "step", "reason")}
    return TrayPassage(**kept, text=_cells_text(cells), rows=cells, state="waiting")


def _cells_text(cells: Sequence[Sequence[str]]) -> str:
    return "\n".join("\t".join(row) for row in cells)


def _move(session: Session, house: House, row: TrayPassage, from_: str, to: str) -> None:
    met = rows_met(
        session,
        update(TrayPassage)
        .where(TrayPassage.id == row.id, TrayPassage.state == from_)
        .values(state=to, moved_at=house.clock())
        .execution_options(synchronize_session=False),
    )
    if met != 1:
        raise Stale(_MOVED)
    session.refresh(row)


def _read(session: Session, house: House, view: PlanView, rows: Sequence[TrayPassage]) -> list[tuple[Finding, ...]]:
    """What the checker says to each passage, as if it stood in the step it probably belongs to."""
    if not rows:
        return []
    policy, pack, on = policy_in_force(session), pack_in_force(session, house), local_date(house.clock())
    products = tuple(checking.facts(product) for product in checking.chosen_products(session, view.answers))
    document = checking.document(view.plan_type, view.answers, products, policy, on)
    phases = {step.slug: step.phase for step in view.plan_type.steps}
    found = []
    for row in rows:
        place = FieldText(f"tray.{row.id}", "", row.text, phase=phases.get(row.step or ""))
        phase = phase_of(place, document) if row.step else None
        scope = Scope(view.plan_type.slug, phase, products=products, on=on, path=place.path, policy=tuple(policy.values().items()))
        found.append(_checked(pack.compiled, row.text, scope))
    return found


@lru_cache(maxsize=1024)
def _checked(compiled: Compiled, text: str, scope: Scope) -> tuple[Finding, ...]:
    """A passage is read again with every page that shows it, and never changes."""
    return check_compiled(text, compiled, scope).findings
