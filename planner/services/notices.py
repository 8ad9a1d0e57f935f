"""Telling people: notices in the app and their mails, written in the transaction of the act itself.

So none is lost, and none goes out for an act that came to nothing. The mails leave later, see services/mailing.py.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.kernel.clock import SHANGHAI, local, local_date
from planner.models import Mail, MailSetting, Notice
from planner.services.actor import Actor
from planner.services.audit_events import Event
from planner.services.house import House
from planner.services.notice_kinds import BY_LINK, WORDINGS, Kind
from planner.services.recipients import OF_PEOPLE, OF_PLANS, Detail, happened_to, told_of

DIGEST_HOUR = 8
"""When the mail of the day leaves, in Asia/Shanghai."""

DUE = frozenset({Kind.SUBMITTED, Kind.ASSIGNED})
"""Notices that say by when."""

KEPT = ("for_person", "person", "giver", "to", "role", "until_on")
"""What of an event's detail a notice repeats."""


def tell(session: Session, house: House, event: Event, actor: Actor | None, number: str, seq: int, detail: Detail) -> None:
    """Tell of an event that has just been recorded; `audit.record` calls this, nobody else needs to.

    :param seq: the event's number in the trail, so that nobody hears of it twice
    """
    if event not in OF_PLANS and event not in OF_PEOPLE:
        return
    by = actor.person_id if actor else None
    it = happened_to(session, number, detail, by, local_date(house.clock()))
    if event is Event.DELEGATION_GIVE and "giver" in detail:
        by = it.person("giver")  # an administrator passed on what somebody else had lent
    kept: Detail = {name: detail[name] for name in KEPT if detail.get(name) is not None}
    row = it.revision
    for person, (kind, giver) in told_of(event, it).items():
        more: Detail = {"in_place_of": giver} if giver is not None else {}
        if kind in DUE and row is not None and row.due_on is not None:
            more = {**more, "until_on": row.due_on.isoformat()}
        detail_of = {**kept, **more}
        revision = row.number if row else None
        notify(session, house, kind, [person], key=f"event:{seq}", by=by, plan_number=number, revision=revision, seen=False, **detail_of)


def notify(
    session: Session,
    house: House,
    kind: Kind,
    people: Iterable[int],
    *,
    key: str,
    by: int | None = None,
    plan_number: str = "",
    revision: int | None = None,
    seen: bool = False,
    **detail: str | int | bool | None,
) -> int:
    """Tell some people something once, in the app and by mail.

    The caller's transaction writes; callers that may meet (the clock's) take `audit.in_turn` first.

    :param key: what it is about; the same key and person are told once for ever
    :param by: who did it
    :param seen: the mail is what counts; in the app it is not counted as new
    :param detail: ids, numbers and days (`YYYY-MM-DD`) for the words, never plan text
    :returns: how many people were told just now
    """
    keys = {f"{key}:{person}": person for person in people}
    known = set(session.scalars(select(Notice.key).where(Notice.key.in_(keys))))
    fresh = {one: person for one, person in keys.items() if one not in known}
    chosen = {row.person_id: row for row in session.scalars(select(MailSetting).where(MailSetting.person_id.in_(fresh.values())))}
    now = house.clock()
    for one, person in fresh.items():
        notice = Notice(
            person_id=person, kind=kind.value, plan_number=plan_number, revision=revision, by_id=by, detail=dict(detail), key=one, at=now
        )
        notice.seen_at = now if seen else None
        session.add(notice)
        if (due := leaves_at(chosen.get(person), kind, now)) is not None:
            session.add(Mail(notice=notice, person_id=person, next_try=due))
    session.flush()
    return len(fresh)


def leaves_at(setting: MailSetting | None, kind: Kind, now: datetime) -> datetime | None:
    """When a mail leaves by somebody's settings: now, when the quiet hours end, or with the mail of the day; None for never."""
    if setting is None or kind in BY_LINK:
        return now
    if setting.pace == "needed" and not WORDINGS[kind].needed:
        return None
    due = next_hour(now, DIGEST_HOUR) if setting.pace == "daily" else now
    if setting.quiet_from is None or setting.quiet_until is None or setting.quiet_from == setting.quiet_until:
        return due
    return next_hour(due, setting.quiet_until) if _quiet(local(due).hour, setting.quiet_from, setting.quiet_until) else due


def _quiet(hour: int, first: int, until: int) -> bool:
    return first <= hour < until if first < until else hour >= first or hour < until


def next_hour(now: datetime, hour: int) -> datetime:
    """The next full hour of that number in Asia/Shanghai, which knows no summer time."""
    here = local(now)
    due = datetime(here.year, here.month, here.day, hour, tzinfo=SHANGHAI)
    return due if due > here else due + timedelta(days=1)
