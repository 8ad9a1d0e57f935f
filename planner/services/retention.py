"""How long things are kept, and the nightly run that removes what is past its time and under no hold.

A plan goes as a whole: so many years after the end of its last period; a draft that nobody ever submitted so many days
after its last save; a deleted draft when it can no longer be brought back. The trail stays whole; the number, the digest
of every issued file and the day stand in a register, and the database lets nothing go that does not stand there.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, select
from sqlalchemy.orm import Session

from planner.kernel.clock import SHANGHAI, local_date
from planner.kernel.i18n import Text
from planner.models import (
    Attempt,
    Base,
    Confirmation,
    FactorChallenge,
    IntakeOffer,
    Invitation,
    IssuedFile,
    Job,
    Plan,
    Presence,
    RemovedFile,
    RemovedPlan,
    Revision,
    SignInSession,
)
from planner.models.engine import rows_met
from planner.services import holds, jobs, reminders
from planner.services.attempts import KNOWN_FOR
from planner.services.audit import Event, in_turn, record
from planner.services.house import House, Transaction
from planner.services.intake import OFFER_LASTS
from planner.services.job_kinds import RETENTION
from planner.services.jobs import Stopping, Taken
from planner.services.policy import policy_in_force
from planner.services.retention_due import Due as Due
from planner.services.retention_due import plans_past

MOST_PLANS = 200
"""Plans removed in one run; the next one goes on."""
NIGHT = (time(3), time(6))
"""When the run begins, Asia/Shanghai: after the proof, so that what goes was proved once more."""
BLINK = timedelta(days=1)
"""Who looks at what, and challenges of a sign-in: meant to last minutes."""

WHAT: Mapping[str, Text] = {
    "sessions": Text("已结束的登录", "sign-ins that are over"),
    "attempts": Text("登录和 PIN 的尝试", "tries of passwords and PINs"),
    "invitations": Text("用过或过期的邀请", "invitations used or run out"),
    "offers": Text("没有用的上传文件", "uploaded files that were not used"),
    "traces": Text("在线状态和验证请求", "presence and challenges"),
    "notices": Text("通知和它们的邮件", "notices and their mails"),
}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the next run would remove.

    :param plans: without those under a hold
    :param held: past their time, and kept by a hold
    :param soon: past their time within thirty days
    :param others: how many of what is not a plan, by key of `WHAT`
    """

    plans: tuple[Due, ...]
    held: tuple[Due, ...]
    soon: tuple[Due, ...]
    others: Mapping[str, int]


@dataclass(slots=True)
class Removed:
    """What a run removed.

    :param left: plans past their time that the next run will see to
    """

    plans: list[str] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    left: int = 0


def outlook(session: Session, house: House) -> Outlook:
    """Look only: nothing is removed."""
    today = local_date(house.clock())
    due = list(plans_past(session, house, today + timedelta(days=30)))
    past = [one for one in due if one.past_on <= today]
    old = session.scalar(select(func.count()).select_from(reminders.past(session, house).subquery())) or 0
    others = Counter(notices=old)
    for name, table, over in _others(session, house):
        others[name] += _count(session, table, over)
    return Outlook(
        tuple(one for one in past if not one.held_by),
        tuple(one for one in past if one.held_by),
        tuple(one for one in due if one.past_on > today and not one.held_by),
        +others,
    )


def last_removed(session: Session, most: int = 20) -> Sequence[RemovedPlan]:
    """The plans removed last, the newest first."""
    return session.scalars(select(RemovedPlan).order_by(RemovedPlan.id.desc()).limit(most)).all()


def due(session: Session, house: House) -> bool:
    """True in the night until a run was begun."""
    last, here = session.scalar(select(func.max(Job.created_at)).where(Job.kind == RETENTION)), house.clock().astimezone(SHANGHAI)
    begun = last is not None and last >= datetime.combine(here.date(), NIGHT[0], SHANGHAI)
    return NIGHT[0] <= here.time() < NIGHT[1] and not begun


def make(transaction: Transaction, house: House, taken: Taken, stopping: Callable[[], bool]) -> None:
    """The nightly run as a job.

    :raises Lost: stopped by somebody, or given to another worker
    :raises Stopping: `stopping` said so
    """

    def before_each(done: int, total: int) -> None:
        if stopping():
            raise Stopping
        jobs.beat(transaction, house, taken, done, timedelta(seconds=60), total=total)

    removed = run(transaction, house, before_each=before_each)
    with transaction() as session:
        jobs.finish(session, house, taken, done=len(removed.plans))


def run(
    transaction: Transaction, house: House, most: int = MOST_PLANS, before_each: Callable[[int, int], object] = lambda _done, _total: None
) -> Removed:
    """Remove what is past its time, plan by plan, each in a transaction of its own; may be stopped at any moment and run again.

    :param most: so many plans at most
    :param before_each: told, before each plan, how many are done and how many there are
    """
    done = Removed()
    with transaction() as session:
        waiting = [one.id for one in plans_past(session, house, local_date(house.clock())) if not one.held_by]
    for turn, plan in enumerate(waiting[:most]):
        before_each(turn, min(most, len(waiting)))
        with transaction() as session:
            number = remove(session, house, plan)
        done.plans += [number] if number else []
    done.left = max(0, len(waiting) - most)
    with transaction() as session:
        done.others = _remove_others(session, house)
    while True:  # in rounds, so that nobody waits long for the database
        with transaction() as session:
            gone = reminders.forget(session, house)
        done.others["notices"] += gone
        if gone < reminders.MOST_FORGOTTEN:
            break
    if done.plans or done.others.total():
        with transaction() as session:
            counts: dict[str, str | int | bool | None] = {name: many for name, many in sorted(done.others.items()) if many}
            record(session, house, Event.RETENTION_RUN, None, "", plans=len(done.plans), **counts)
    return done


def remove(session: Session, house: House, plan_id: int) -> str:
    """Remove one plan if its time is still over and nothing holds it, asked again now that it is its turn; "" when it stays.

    The register and the trail keep its number and the digest of every file that was issued.
    """
    in_turn(session)
    plan = session.get(Plan, plan_id, with_for_update=True, populate_existing=True)
    if plan is None:
        return ""
    due = next(iter(plans_past(session, house, local_date(house.clock()), only=plan_id)), None)
    if due is None or due.held_by:
        return ""
    now, files = house.clock(), _files(session, plan_id)
    count = session.scalar(select(func.count()).where(Revision.plan_id == plan_id)) or 0
    session.add(
        RemovedPlan(plan_id=plan_id, number=plan.number, plan_type=plan.plan_type, revisions=count, ended_on=due.ended_on, removed_at=now)
    )
    for file, row in files:
        session.add(
            RemovedFile(
                sha256=file.sha256, kind=file.kind, number=plan.number, revision=row.number, signatures=file.signatures,
                verify_code=row.verify_code or "" if file.round == row.round else "", state=row.state, valid_until=row.period_end,
                issued_at=file.at, removed_at=now,
            )
        )  # fmt: skip
    session.flush()
    number, digests = plan.number, ",".join(file.sha256 for file, _ in files)
    session.expunge_all()
    _wipe(session, Base.metadata.tables[Plan.__tablename__], [plan_id])
    record(session, house, Event.PLAN_REMOVE, None, number, ended_on=due.ended_on.isoformat(), revisions=count, files=digests)
    return number


def _files(session: Session, plan_id: int) -> list[tuple[IssuedFile, Revision]]:
    query = select(IssuedFile, Revision).join(Revision, Revision.id == IssuedFile.revision_id).where(Revision.plan_id == plan_id)
    return [(file, row) for file, row in session.execute(query.order_by(IssuedFile.id))]


def _wipe(session: Session, table: Table, ids: list[Any]) -> None:
    """Delete rows with everything that belongs to them, the furthest first."""
    key = next(iter(table.primary_key))
    for other in Base.metadata.tables.values():
        for link in (link for link in other.foreign_keys if link.column is key and other is not table):
            if len(other.primary_key) > 1:  # nothing belongs to such a row
                session.execute(delete(other).where(link.parent.in_(ids)))
            elif below := session.scalars(select(next(iter(other.primary_key))).where(link.parent.in_(ids))).all():
                _wipe(session, other, list(below))
    session.execute(delete(table).where(key.in_(ids)))


def _others(session: Session, house: House) -> list[tuple[str, type[Base], ColumnElement[bool]]]:
    """What is no plan and past its time, but notices: key of `WHAT`, table, condition."""
    policy, now, held = policy_in_force(session), house.clock(), holds.held(session)
    old = now - timedelta(days=policy.sessions_kept_days)
    over = func.coalesce(SignInSession.ended_at, SignInSession.last_seen_at) < old
    closed = func.coalesce(Invitation.closed_at, Invitation.expires_at) < old
    return [
        ("sessions", SignInSession, and_(over, SignInSession.person_id.not_in(held.people))),
        ("attempts", Attempt, Attempt.at < now - KNOWN_FOR),
        ("invitations", Invitation, and_(closed, Invitation.person_id.not_in(held.people))),
        ("offers", IntakeOffer, IntakeOffer.at < now - OFFER_LASTS),
        ("traces", Presence, Presence.seen_at < now - BLINK),
        ("traces", FactorChallenge, FactorChallenge.made_at < now - BLINK),
    ]


def _count(session: Session, table: type[Base], past: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(past)) or 0


def _remove_others(session: Session, house: House) -> Counter[str]:
    """All but notices, which go in rounds."""
    done = Counter[str]()
    for name, table, past in _others(session, house):
        if table is SignInSession:
            confirmed = Confirmation.session_sha256.in_(select(SignInSession.token_sha256).where(past))
            session.execute(delete(Confirmation).where(confirmed).execution_options(synchronize_session=False))
        done[name] += rows_met(session, delete(table).where(past).execution_options(synchronize_session=False))
    return done
