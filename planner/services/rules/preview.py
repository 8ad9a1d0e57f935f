"""What a change of the rulebook would do to the plans that are there, worked off in small steps.

It is a job behind the pages (services/working.py). What it found so far stands in its own row, step by step, so that
another worker goes on where a killed one was; a step counts once, whoever did it.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session, joinedload

from planner.kernel.errors import PlannerError, Stale
from planner.kernel.i18n import Text
from planner.models import Job, Revision, RulePreview
from planner.models.engine import rows_met
from planner.services import jobs
from planner.services.actor import Actor
from planner.services.audit import Event, in_turn, record
from planner.services.house import House, Transaction
from planner.services.job_kinds import PREVIEW
from planner.services.jobs import JobState, Lost, Stopping, Taken
from planner.services.rules.access import only_editors
from planner.services.rules.changes import Change, after, digest_of, from_json, to_json
from planner.services.rules.comparing import Job as PlanJob
from planner.services.rules.comparing import differences, job_of
from planner.services.rules.effective import Document, document_in_force, newest, pack_of
from planner.services.rules.preview_page import WORKING, PreviewLine, line_of, row_of
from planner.workflow import State

MOST_PLANS = 500
MOST_ITEMS = 400
BATCH = 5
LAST = 2**31 - 1
FRESH = timedelta(hours=12)
"""So long a preview is shown again instead of being made anew: plans are written meanwhile."""
_OVERTAKEN = Text("预览的时候规则有了新的版本，请重新预览。", "The rulebook changed during the preview. Please start it again.")

_OVER = Text("这次预演已经停下，请重新开始。", "This preview was stopped; please start another one.")


def start(transaction: Transaction, house: House, actor: Actor, change: Change, most: int = MOST_PLANS) -> int:
    """Begin a preview of a change, or find the one that was begun; returns its id.

    :param most: so many plans at most, the newest first
    :raises NotFound, Invalid, Stale: the change cannot be made as the rulebook stands
    """
    only_editors(actor)
    with transaction() as session:
        in_turn(session)
        base = after(session, house, change)["number"] - 1
        digest = digest_of(change)
        there = select(RulePreview.id).outerjoin(Job, Job.id == RulePreview.job_id)
        there = there.where(
            RulePreview.digest == digest,
            RulePreview.base == base,
            RulePreview.core_sha256 == house.pack.hash,
            RulePreview.at > house.clock() - FRESH,
        )
        alive = (RulePreview.state == "done") | (RulePreview.state.in_(WORKING) & Job.state.in_(jobs.OPEN))
        found = session.scalar(there.where(alive).order_by(RulePreview.id.desc()).limit(1))
        if found is not None:
            return found
        total = min(session.scalar(select(func.count()).select_from(Revision).where(_current())) or 0, most)
        row = RulePreview(
            digest=digest,
            change=to_json(change),
            base=base,
            core_sha256=house.pack.hash,
            state="queued" if total else "done",
            total=total,
            cursor=LAST,
            counts={"new": 0, "lost": 0, "changed": 0},
            items=[],
            person_id=actor.person_id,
            at=house.clock(),
        )
        session.add(row)
        session.flush()
        if total:
            row.job_id = jobs.enqueue(session, house, actor, PREVIEW, {"preview": row.id}, total, most=None).id
        record(session, house, Event.RULE_PREVIEW, actor, preview=row.id, kind=change.kind, subject=change.subject)
        return row.id


def _current() -> ColumnElement[bool]:
    """The newest revision of each plan, deleted ones left out."""
    return Revision.id.in_(select(func.max(Revision.id)).where(Revision.state != State.DELETED.value).group_by(Revision.plan_id))


def advance(transaction: Transaction, house: House, preview_id: int, budget: float = 1.0) -> PreviewLine:
    """Let a preview go on for about `budget` seconds; safe to call from many places at once.

    :raises NotFound: there is no such preview
    """
    until = time.monotonic() + budget
    while True:
        step = _read(transaction, house, preview_id)
        if step is not None:
            done, plans, before, new = step
            found = [item for plan in plans for item in differences(plan, pack_of(house, before), pack_of(house, new))]
            _write(transaction, house, preview_id, done, plans, found)
        if step is None or time.monotonic() >= until:
            with transaction() as session:
                return line_of(session, house, row_of(session, preview_id))


def run(transaction: Transaction, house: House, preview_id: int) -> PreviewLine:
    """Let a preview go on to its end."""
    while (line := advance(transaction, house, preview_id, 60.0)).working:
        pass
    return line


def make(transaction: Transaction, house: House, taken: Taken, stopping: Callable[[], bool]) -> None:
    """Work a preview off as a job; its row and the job's end together, by whichever hand.

    :raises Lost: stopped by somebody, or given to another worker
    :raises Stopping: `stopping` said so
    """
    number = taken.arguments["preview"]
    while (line := advance(transaction, house, number, 0.3)).working:
        if stopping():
            raise Stopping
        jobs.beat(transaction, house, taken, line.done)
    with transaction() as session, suppress(Lost):  # lost: it ended with the preview's last step, as it should
        if line.state == JobState.DONE:
            jobs.finish(session, house, taken)
        else:  # tried again, but its preview was over
            jobs.fail_in(session, house, taken, line.failure or _OVER)


def cancel(transaction: Transaction, house: House, actor: Actor, preview_id: int) -> None:
    """Stop a preview; what it found so far stays.

    :raises NotFound: not an editor, or no such preview
    """
    only_editors(actor)
    with transaction() as session:
        _finish(session, house, row_of(session, preview_id), JobState.CANCELLED)


def _finish(session: Session, house: House, row: RulePreview, state: JobState, why: Text | None = None) -> None:
    failure = jobs.in_two_lines(why) if why is not None else ""
    still = update(RulePreview).where(RulePreview.id == row.id, RulePreview.state.in_(WORKING))
    session.execute(still.values(state=state.value, failure=failure).execution_options(synchronize_session=False))
    jobs.end(session, house, row.job_id, state, why)
    session.expire_all()


def _read(transaction: Transaction, house: House, preview_id: int) -> tuple[int, list[PlanJob], Document, Document] | None:
    """The next few plans with both rulebooks; None when there is nothing left to do."""
    with transaction() as session:
        row = row_of(session, preview_id)
        if row.state not in WORKING:
            return None
        try:
            if (newest(session), house.pack.hash) != (row.base, row.core_sha256):
                raise Stale(_OVERTAKEN)
            new = after(session, house, from_json(row.change))
        except PlannerError as error:
            _finish(session, house, row, JobState.FAILED, error.message)
            return None
        rows = session.scalars(
            select(Revision)
            .where(_current(), Revision.id < row.cursor)
            .order_by(Revision.id.desc())
            .limit(min(BATCH, row.total - row.done))
            .options(joinedload(Revision.plan))
        ).all()
        if not rows:
            _finish(session, house, row, JobState.DONE)
            return None
        return row.done, [job_of(session, house, one) for one in rows], document_in_force(session), new


def _write(transaction: Transaction, house: House, preview_id: int, done: int, plans: list[PlanJob], found: list[dict[str, Any]]) -> None:
    """Add one step, unless somebody else has taken it meanwhile."""
    with transaction() as session:
        row = row_of(session, preview_id)
        counts = {kind: row.counts[kind] + sum(item["kind"] == kind for item in found) for kind in ("new", "lost", "changed")}
        reached, job_id = done + len(plans), row.job_id
        step = update(RulePreview).where(RulePreview.id == preview_id, RulePreview.done == done, RulePreview.state.in_(WORKING))
        met = rows_met(
            session,
            step.values(
                done=reached,
                cursor=plans[-1].revision_id,
                counts=counts,
                items=[*row.items, *found][:MOST_ITEMS],
                state="done" if reached >= row.total else "running",
            ).execution_options(synchronize_session=False),
        )
        if met and reached >= row.total:
            jobs.end(session, house, job_id, JobState.DONE)
        session.expire_all()
