"""A person's own notices, how they want mail, and for administrators what could not be sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session, joinedload

from planner.kernel.errors import Invalid, NotAllowed, NotFound
from planner.kernel.i18n import Text
from planner.models import Mail, MailSetting, Notice
from planner.services import mailing
from planner.services.actor import Actor
from planner.services.columns import ask
from planner.services.house import House
from planner.services.notice_kinds import Kind
from planner.services.notice_words import Told, in_words
from planner.workflow import Role

PAGE = 20
MANY = 100
"""The bell counts no further."""

PACES: dict[str, Text] = {
    "at_once": Text("有事就发", "At once"),
    "daily": Text("每天早上 8 点汇总成一封", "One mail a day, at eight in the morning"),
    "needed": Text("只发需要我处理的", "Only what I have to act on"),
}


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of somebody's notices, newest first."""

    notices: list[Told]
    page: int
    pages: int
    unseen: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """A mail that failed: to whom, about what, why."""

    name: str
    kind: Kind
    at: datetime
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The state of the mails.

    :param waiting: how many notices wait to be sent
    :param oldest: when the oldest of them should have left, None when none is late
    :param failed: the last ones that failed, newest first
    """

    waiting: int
    oldest: datetime | None
    failed: list[Unsent]


def unseen(session: Session, person_id: int) -> int:
    """How many notices somebody has not seen; `MANY` stands for more."""
    return ask(session, _UNSEEN, {"person": person_id}).scalar() or 0


_UNSEEN = select(func.count()).select_from(
    select(Notice.id).where(Notice.person_id == bindparam("person"), Notice.seen_at.is_(None)).limit(MANY).subquery()
)
"""Built once: every page has a bell."""


def inbox(session: Session, house: House, actor: Actor, page: int = 1) -> Inbox:
    """The notices of the actor, and of nobody else.

    :param page: from 1; one past the end is the last
    """
    mine = select(Notice).where(Notice.person_id == actor.person_id)
    count = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    rows = session.scalars(mine.order_by(Notice.id.desc()).offset((page - 1) * PAGE).limit(PAGE)).all()
    return Inbox(in_words(session, house, rows), page, pages, unseen(session, actor.person_id))


def open_notice(session: Session, house: House, actor: Actor, notice_id: int) -> Told:
    """Mark one as seen and say where it leads.

    :raises NotFound: no such notice, or somebody else's
    """
    row = session.scalar(select(Notice).where(Notice.id == notice_id, Notice.person_id == actor.person_id))
    if row is None:
        raise NotFound
    row.seen_at = row.seen_at or house.clock()
    return in_words(session, house, [row])[0]


def see_all(session: Session, house: House, actor: Actor, newest: int) -> None:
    """Mark everything up to a notice as seen; what came after the page was read stays unseen.

    :param newest: id of the newest notice on the page
    """
    mine = (Notice.person_id == actor.person_id, Notice.seen_at.is_(None), Notice.id <= newest)
    session.execute(update(Notice).where(*mine).values(seen_at=house.clock()).execution_options(synchronize_session=False))


def settings_of(session: Session, actor: Actor) -> MailSetting:
    """How the actor wants mail; the default where nothing was chosen."""
    default = MailSetting(person_id=actor.person_id, pace="at_once", language=actor.language)
    return session.get(MailSetting, actor.person_id) or default


def choose(session: Session, actor: Actor, pace: str, quiet: tuple[str, str], language: str) -> None:
    """Keep how the actor wants mail; mails that wait already leave as they were to.

    :param quiet: hours from and until as typed, both empty for none
    :raises Invalid: a choice that is none
    """
    errors: dict[str, Text] = {}
    if pace not in PACES:
        errors["pace"] = Text("请选一种。", "Choose one.")
    hours = [int(hour) if hour.isascii() and hour.isdigit() and int(hour) < 24 else None for hour in quiet]
    if any(quiet) and None in hours:
        errors["quiet_from"] = Text("请选开始和结束两个钟点，或者都不选。", "Choose both hours, or neither.")
    elif any(quiet) and hours[0] == hours[1]:
        errors["quiet_from"] = Text("开始和结束不能是同一个钟点。", "The two hours must differ.")
    if language not in ("zh", "en"):
        errors["language"] = Text("请选一种语言。", "Choose a language.")
    if errors:
        raise Invalid(errors)
    session.merge(MailSetting(person_id=actor.person_id, pace=pace, quiet_from=hours[0], quiet_until=hours[1], language=language))


def outgoing(session: Session, house: House, actor: Actor) -> Outgoing:
    """What waits and what failed, for an administrator.

    :raises NotAllowed: for anybody else
    """
    _only_administrators(actor)
    late = (Mail.state.in_(("waiting", "sending")), Mail.next_try <= house.clock())
    waiting, oldest = session.execute(select(func.count(), func.min(Mail.next_try)).where(*late)).one()
    query = select(Mail).where(Mail.state == "failed").order_by(Mail.id.desc()).limit(50)
    rows = session.scalars(query.options(joinedload(Mail.notice), joinedload(Mail.person))).all()
    return Outgoing(
        waiting, oldest, [Unsent(row.person.name, Kind(row.notice.kind), row.notice.at, row.attempts, row.error) for row in rows]
    )


def send_again(session: Session, house: House, actor: Actor) -> int:
    """Put what failed back, once the reason is mended; returns how many.

    :raises NotAllowed: for anybody but an administrator
    """
    _only_administrators(actor)
    return mailing.try_again(session, house.clock())


def _only_administrators(actor: Actor) -> None:
    if not actor.has(Role.ADMINISTRATOR):
        raise NotAllowed(Text("这一页由系统管理员查看。", "This is for administrators."))
