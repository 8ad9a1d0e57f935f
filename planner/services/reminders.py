"""What the clock does for notices: old ones go, and it tells people of a review past its day,
a plan, a filing number or an exception that ends soon. Each once.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Select, and_, delete, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from planner.kernel.clock import local_date
from planner.models import Decision, Mail, Notice, Person, Plan, Revision
from planner.services import audit, holds
from planner.services.certificate_life import remind_of_ends
from planner.services.house import House
from planner.services.notice_kinds import Kind
from planner.services.notices import notify
from planner.services.policy import policy_in_force
from planner.services.recipients import reviewers
from planner.workflow import State

MOST_FORGOTTEN = 500
"""Notices deleted in one round, so that nobody waits long for the database."""

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
            remind_of_ends(session, house),
        )
    )


def forget(session: Session, house: House) -> int:
    """Delete notices, with their mails, that were kept as long as the policy says; not all of them at once.

    What a mail still has to bring stays until the mail was sent or given up.

    :returns: how many
    """
    ids = session.scalars(past(session, house).order_by(Notice.at).limit(MOST_FORGOTTEN)).all()
    if ids:
        session.execute(delete(Mail).where(Mail.notice_id.in_(ids)).execution_options(synchronize_session=False))
        session.execute(delete(Notice).where(Notice.id.in_(ids)).execution_options(synchronize_session=False))
    return len(ids)


def past(session: Session, house: House) -> Select[int]:
    """Ids of the notices that were kept long enough and that no legal hold on their person or plan keeps."""
    kept, policy, now = holds.held(session), policy_in_force(session), house.clock()
    read, unread = (now - timedelta(days=days) for days in (policy.notices_read_days, policy.notices_unread_days))
    old = or_(and_(Notice.seen_at.is_not(None), Notice.at < read), Notice.at < unread)
    busy = exists().where(Mail.notice_id == Notice.id, Mail.state.in_(["waiting", "sending"]))
    about = Notice.plan_number.in_(select(Plan.number).where(Plan.id.in_(kept.plans)))
    return select(Notice.id).where(Notice.at < max(read, unread), old, ~busy, Notice.person_id.not_in(kept.people), ~about)


def _overdue(session: Session, house: House, today: date) -> int:
    rows = session.scalars(_revisions().where(Revision.state == State.IN_REVIEW.value, Revision.due_on < today))
    told = 0
    for row in rows.all():
        key, day = f"overdue:{row.id}:{row.round}", row.due_on.isoformat() if row.due_on else None
        for one, giver in reviewers(session, row, today).items():
            more = {"in_place_of": giver} if giver is not None else {}
            about = Kind.OVERDUE
            told += notify(
                session, house, about, [one], key=key, plan_number=row.plan.number, revision=row.number, seen=False, until_on=day, **more
            )
    return told


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
