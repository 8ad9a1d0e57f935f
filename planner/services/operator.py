"""What the person at the machine may ask for, without an account: the list of plans and the files in force."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.kernel.errors import NotFound, WrongState
from planner.kernel.i18n import Text
from planner.models import IssuedFile, Plan, Revision
from planner.services.files import newest
from planner.services.house import House
from planner.wizards.schema import PlanType
from planner.workflow import STATE_NAMES, State


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan by its newest revision.

    :param in_force: number of the approved revision, None where none is in force
    :param revisions: number and state of every revision, oldest first
    """

    number: str
    plan_type: PlanType
    revision: int
    state: State
    title: str
    period_start: date | None
    period_end: date | None
    in_force: int | None
    revisions: tuple[tuple[int, State], ...]


def all_plans(session: Session, house: House) -> list[PlanLine]:
    """Every plan there is, deleted drafts too, by number."""
    rows = session.scalars(select(Revision).options(joinedload(Revision.plan)).order_by(Revision.plan_id, Revision.number)).all()
    in_force = {row.plan_id: row.number for row in rows if row.state == State.APPROVED}
    latest = {row.plan_id: row for row in rows}
    every: dict[int, list[tuple[int, State]]] = {}
    for row in rows:
        every.setdefault(row.plan_id, []).append((row.number, State(row.state)))
    lines = (
        PlanLine(
            row.plan.number,
            house.plan_types[row.plan.plan_type],
            row.number,
            State(row.state),
            row.title,
            row.period_start,
            row.period_end,
            in_force.get(row.plan_id),
            tuple(every[row.plan_id]),
        )
        for row in latest.values()
    )
    return sorted(lines, key=lambda line: line.number)


def approved_file(session: Session, number: str) -> IssuedFile:
    """The PDF of the revision in force, bytes loaded.

    :raises NotFound: no such plan
    :raises WrongState: no revision of it is in force
    """
    rows = session.scalars(select(Revision).join(Plan).where(Plan.number == number).order_by(Revision.number)).all()
    if not rows:
        raise NotFound(Text("没有编号为 {number} 的计划。", "There is no plan {number}.").with_(number=number))
    approved = next((row for row in rows if row.state == State.APPROVED), None)
    if approved is None:
        state = State(rows[-1].state)
        name = STATE_NAMES[state]
        raise WrongState(
            Text(f"计划 {number} 没有生效的版本，目前是“{name.zh}”。", f"No revision of plan {number} is in force; it is “{name.en}”."),
            state.value,
        )
    return newest(session, approved, "plan", with_data=True)
