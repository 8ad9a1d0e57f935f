"""The trail: a closed list of events, appended with a keyed hash chain, and its proof."""

import hashlib
import hmac
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from planner.kernel.canonical import canonical_json
from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text
from planner.models import AuditEvent
from planner.services import checkpoints, notices, rights
from planner.services.actor import Actor
from planner.services.audit_events import EVEN_SO as EVEN_SO
from planner.services.audit_events import EVENT_NAMES as EVENT_NAMES
from planner.services.audit_events import Event as Event
from planner.services.house import House

GENESIS = "0" * 64


DISTURBED = Text(
    "操作记录和库外留存的检查点对不上，可能丢了一段，或者放回了旧的备份。草稿照常保存，但提交、审查、签名、设置等要记入操作记录的事现在都做不了，请联系系统管理员。",
    "The trail does not fit the checkpoint kept outside the database: a part may be lost, or an old backup was put back. "
    "Drafts are still saved, but nothing that goes on record can be done now: no submission, review, signature or setting. "
    "Please tell the administrator.",
)
"""Said to whoever tries to act on a trail that does not fit its checkpoint."""
CLOCK_BACK = Text(
    "服务器的时钟比最近一次操作还早，现在记下的时间会是错的，所以没有写入任何内容。请系统管理员先校准服务器时间。",
    "The server's clock is earlier than the latest act, so the time of this one would be wrong; nothing was written. "
    "The administrator must set the server's clock first.",
)
SKEW = timedelta(minutes=2)
"""How far the clocks of several hosts may lie apart."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Result of a proof of the trail.

    :param head: hash of the last event, `GENESIS` when there is none
    :param broken_at: sequence number of the first event that does not fit, None when whole
    """

    count: int
    head: str
    broken_at: int | None = None

    @property
    def whole(self) -> bool:
        """True when every event fits on the one before."""
        return self.broken_at is None


def record(
    session: Session, house: House, event: Event, actor: Actor | None, plan_number: str = "", **detail: str | int | bool | None
) -> None:
    """Append one event; flushed here, so that two writers cannot take the same place.

    The chain is keyed with `house.audit_key`: whoever holds only the database cannot recompute it.
    Whoever should hear of it is told here, in the same transaction.

    :param actor: None for acts of the clock
    :param detail: ids and digests only, never plan text; for whom somebody acted (`for_person`) is added where the act does not say
    :raises Unavailable: the trail has lost its end or was rewritten, and nothing may be done until somebody has looked;
        or the clock runs behind the latest event
    """
    in_turn(session)
    stands = checkpoints.standing(session, house)
    if stands is not checkpoints.Standing.WHOLE and event not in EVEN_SO:
        raise Unavailable(DISTURBED)
    last = session.execute(select(AuditEvent.seq, AuditEvent.hash, AuditEvent.at).order_by(AuditEvent.seq.desc()).limit(1)).first()
    now = house.clock().replace(microsecond=0)
    if last is not None and now < last.at - SKEW and event not in EVEN_SO:
        raise Unavailable(CLOCK_BACK)
    if actor is not None and "for_person" not in detail:
        detail |= rights.said_for(rights.behalf_on(session, actor, plan_number))
    row = AuditEvent(
        seq=(last.seq if last else 0) + 1,
        at=max(now, last.at) if last else now,  # a clock a little behind does not set the trail back
        event=event.value,
        actor_id=actor.person_id if actor else None,
        plan_number=plan_number,
        address=actor.address if actor else "",
        detail=dict(detail),
        previous=last.hash if last else GENESIS,
    )
    row.hash = event_hash(house.audit_key, row)
    session.add(row)
    session.flush()
    if stands is checkpoints.Standing.WHOLE:
        checkpoints.after_commit(session, house, row.seq, row.hash)
    notices.tell(session, house, event, actor, plan_number, row.seq, row.detail)


def accept(session: Session, house: House, why: str) -> None:
    """Take the trail as it is after somebody has looked: an event says so, and the next checkpoint starts from it.

    :param why: reason of the operator, up to 200 characters
    """
    stands = checkpoints.standing(session, house)
    record(session, house, Event.TRAIL_ACCEPT, None, found=stands.value, why=why[:200])
    end = head(session)
    checkpoints.after_commit(session, house, end.count, end.head, even_if_shorter=True)


def in_turn(session: Session) -> None:
    """Wait until no other transaction is writing events; whoever needs more than one row to itself asks here first.

    One lock for all, taken before any row is locked, so that two writers never wait for each other.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(7201)"))  # SQLite has one writer anyway


def head(session: Session) -> Chain:
    """Count and last hash without proving anything, to be anchored outside the table."""
    last = session.scalar(select(AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1))
    return Chain(session.scalar(select(func.count()).select_from(AuditEvent)) or 0, last or GENESIS)


def verify_chain(session: Session, key: bytes, start: Chain | None = None, most: int | None = None) -> Chain:
    """Prove the whole trail, in time linear in its length.

    :param start: proved already, this far; None for nothing
    :param most: so many events at most, None for all
    """
    previous, count = (start.head, start.count) if start is not None else (GENESIS, 0)
    events = select(*AuditEvent.__table__.columns).order_by(AuditEvent.seq).execution_options(yield_per=500)
    events = events.where(AuditEvent.seq > count).limit(most)
    with closing(session.execute(events)) as rows:
        for row in rows:
            if row.seq != count + 1 or row.previous != previous or not hmac.compare_digest(row.hash, event_hash(key, row)):
                return Chain(count, previous, row.seq)
            previous, count = row.hash, count + 1
    return Chain(count, previous)


def event_hash(key: bytes, row: AuditEvent | Row[Any]) -> str:
    """HMAC-SHA256 over everything an event says and the hash of the one before, hex."""
    content: dict[str, Any] = {
        "seq": row.seq,
        "at": row.at.isoformat(),
        "event": row.event,
        "actor": row.actor_id,
        "plan": row.plan_number,
        "address": row.address,
        "detail": row.detail,
        "previous": row.previous,
    }
    return hmac.new(key, canonical_json(content), hashlib.sha256).hexdigest()
