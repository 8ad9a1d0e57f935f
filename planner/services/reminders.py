"""What the clock tells people: a review past its day, a plan, a filing number or an exception that ends soon. Each once."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from planner.kernel.clock import local_date
from planner.models import Decision, Person, Plan, Revision
from planner.services import audit
from planner.services.house import House
from planner.services.notice_kinds import Kind
from planner.services.notices import notify
from planner.services.recipients import reviewers
from planner.workflow import State

DAYS_AHEAD = (7, 30)
"""Days before an end at which people hear of it; each stage once."""


def remind(session: Session, house: House) -> int:
    """Tell what is due today and was not told yet; may run as often as one likes, in several processes.

    :returns: how many notices were written
    """
    audit.in_turn(session)
    today = local_date(house.clock())
    return sum(
        (
            _overdue(session, house, today),
            _plans(session, house, today),
            _filings(session, house, today),
            _exceptions(session, house, today),
        )
    )


def _overdue(session: Session, house: House, today: date) -> int:
    rows = session.scalars(_revisions().where(Revision.state == State.IN_REVIEW.value, Revision.due_on < today))
    return sum(
        notify(
            session,
            house,
            Kind.OVERDUE,
            reviewers(session, row, today),
            key=f"overdue:{row.id}:{row.round}",
            plan_number=row.plan.number,
            revision=row.number,
            until_on=row.due_on.isoformat() if row.due_on else None,
        )
        for row in rows.all()
    )


def _plans(session: Session, house: House, today: date) -> int:
    last = today + timedelta(days=max(DAYS_AHEAD))
    rows = session.scalars(_revisions().where(Revision.state == State.APPROVED.value, Revision.period_end.between(today, last)))
    return sum(
        _ending(session, house, Kind.ENDING, [row.plan.author_id], f"plan:{row.id}", today, row.period_end, row)
        for row in rows.all()
        if row.period_end
    )


def _filings(session: Session, house: House, today: date) -> int:
    last = today + timedelta(days=max(DAYS_AHEAD))
    people = session.execute(select(Person.id, Person.filing_expires).where(Person.active, Person.filing_expires.between(today, last)))
    return sum(_ending(session, house, Kind.FILING_ENDING, [one], "filing", today, day) for one, day in people.all() if day)


def _exceptions(session: Session, house: House, today: date) -> int:
    """Exceptions a plan in force rests on; of several decisions on one finding only the last counts."""
    last = today + timedelta(days=max(DAYS_AHEAD))
    ending = session.scalars(
        select(Decision)
        .join(Revision, Revision.id == Decision.revision_id)
        .where(Decision.outcome == "exception", Decision.expires_on.between(today, last), Revision.state == State.APPROVED.value)
    ).all()
    told = 0
    for one in ending:
        same = (Decision.plan_id == one.plan_id, Decision.fingerprint == one.fingerprint, Decision.rule_rev == one.rule_rev)
        if session.scalar(select(Decision.id).where(*same, Decision.id > one.id).limit(1)) is not None or one.expires_on is None:
            continue
        row = session.scalars(_revisions().where(Revision.id == one.revision_id)).one()
        told += _ending(session, house, Kind.EXCEPTION_ENDING, [row.plan.author_id], f"exception:{one.id}", today, one.expires_on, row)
    return told


def _ending(
    session: Session, house: House, kind: Kind, people: Iterable[int], about: str, today: date, day: date, row: Revision | None = None
) -> int:
    left = (day - today).days
    stage = min(days for days in DAYS_AHEAD if left <= days)
    number, revision = (row.plan.number, row.number) if row else ("", None)
    key = f"{about}:{day.isoformat()}:{stage}"
    return notify(session, house, kind, people, key=key, plan_number=number, revision=revision, n=left, until_on=day.isoformat())


def _revisions() -> Select[Revision]:
    return select(Revision).options(joinedload(Revision.plan).joinedload(Plan.territory))
