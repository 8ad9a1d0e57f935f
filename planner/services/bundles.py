"""Many signed plans as one zip: chosen by a manager, made behind the pages, fetched by that manager alone."""

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, undefer

from planner.documents.archive import Archive, Entry, fits
from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotFound, Unavailable
from planner.kernel.i18n import Text
from planner.models import IssuedFile, Job, Plan, Revision
from planner.services import job_desk, jobs
from planner.services.actor import Actor, actor_for
from planner.services.audit import Event, record
from planner.services.cards import TeamFilter
from planner.services.house import House, Transaction
from planner.services.issuing import verify_url
from planner.services.job_kinds import BUNDLE
from planner.services.jobs import Made, Stopping, Taken
from planner.services.listing import Count, counted, in_reach, of_others
from planner.services.rights import covers
from planner.services.verification import COMPLETE
from planner.workflow import Role, State

KIND = BUNDLE
MOST_PLANS = 500
PIECE = 1_000_000
"""Bytes of a piece as it is kept."""
BEAT = 0.2
"""Seconds between two signs of life."""

IN_FORCE = (State.APPROVED.value,)
EVER_SIGNED = (*IN_FORCE, State.SUPERSEDED.value, State.EXPIRED.value, State.WITHDRAWN.value)

_NONE = Text("这个范围里没有签完名的计划。", "No plan in this range has all its signatures.")
_MANY = Text("一次最多 {most} 份，现在有 {n} 份，请缩小范围。", "At most {most} plans at once; these are {n}. Please narrow it down.")
_DAMAGED = Text(
    "{number} 的文件和登记的不一致，没有打包，请告诉系统管理员。",
    "The file of {number} is not the registered one; nothing was packed. Please tell the administrator.",
)
_GONE = Text("你已经看不到其中的计划，所以没有打包。", "These plans are no longer yours to see, so nothing was packed.")


@dataclass(frozen=True, slots=True)
class Range:
    """What is to be packed.

    :param ever: also revisions that hold no more (superseded, expired, withdrawn)
    """

    team: TeamFilter = field(default_factory=TeamFilter)
    ever: bool = False

    @property
    def states(self) -> tuple[str, ...]:
        """Values of `State` that it takes in."""
        return EVER_SIGNED if self.ever else IN_FORCE


def size_of(session: Session, actor: Actor, wanted: Range) -> Count:
    """How many signed plans are in a range, counted to where lists end counting."""
    return counted(session, *_chosen(session, actor, wanted))


def ask(session: Session, house: House, actor: Actor, wanted: Range) -> Job:
    """Ask for a zip of everything in a range that the actor manages.

    :raises Invalid: nothing is in the range, or more than `MOST_PLANS`
    :raises Locked: too many are being made for this person already
    """
    count = session.scalar(select(func.count()).select_from(Revision).where(*_chosen(session, actor, wanted))) or 0
    if not 0 < count <= MOST_PLANS:
        raise Invalid({"range": _MANY.with_(most=MOST_PLANS, n=count) if count else _NONE})
    query = select(Revision.id).join(Plan).where(*_chosen(session, actor, wanted)).order_by(Plan.number, Revision.number)
    return jobs.enqueue(session, house, actor, KIND, {"revisions": list(session.scalars(query))}, count)


def _chosen(session: Session, actor: Actor, wanted: Range) -> list[ColumnElement[bool]]:
    reach = (in_reach(session, actor, Role.MANAGER), of_others(actor))
    return [Revision.state.in_(wanted.states), *wanted.team.conditions(session), *reach]


def make(transaction: Transaction, house: House, taken: Taken, stopping: Callable[[], bool] = lambda: False) -> None:
    """Make the zip and offer it. Rights are asked again plan by plan; an interrupted run is begun anew.

    :raises Lost: cancelled, or given to another worker
    :raises Stopping: `stopping` said so
    :raises NotFound, Unavailable: it cannot be made
    """
    with tempfile.TemporaryFile(prefix="planner-bundle-") as out:
        with transaction() as session:
            actor = actor_for(session, taken.owner_id, now=house.clock())
        given, left_out, last = [], [], 0.0
        with Archive(out, house.clock()) as archive:
            for n, revision in enumerate(taken.arguments["revisions"]):
                if stopping():
                    raise Stopping
                if time.monotonic() - last >= BEAT:
                    jobs.beat(transaction, house, taken, n)
                    last = time.monotonic()
                entry, pdf = _entry(transaction, house, actor, revision)
                if pdf is None:
                    left_out.append(entry.number)
                else:
                    archive.add(entry, pdf)
                    given.append(entry)
            if not given:
                raise NotFound(_GONE)
            archive.close_with(actor.name, left_out)
        made = _made(house, out)
        jobs.beat(transaction, house, taken, len(taken.arguments["revisions"]))
        jobs.keep(transaction, house, taken, _pieces(out))
        with transaction() as session:
            jobs.finish(session, house, taken, made)
            for entry in given:
                said: dict[str, str | int | bool | None] = {"revision": entry.revision, "file": entry.sha256, "kind": KIND}
                record(session, house, Event.FILE_EXPORT, actor, entry.number, **said, job=taken.id)


def _entry(transaction: Transaction, house: House, actor: Actor, revision: int) -> tuple[Entry, bytes | None]:
    """A plan with its bytes; without them when it is not the actor's to see any more."""
    with transaction() as session:
        loads = joinedload(Revision.plan).options(joinedload(Plan.author), joinedload(Plan.territory))
        row = session.get_one(Revision, revision, options=[loads])
        signed = (IssuedFile.revision_id == row.id, IssuedFile.kind == "plan", IssuedFile.signatures == COMPLETE)
        file = session.scalar(select(IssuedFile).where(*signed).order_by(IssuedFile.id.desc()).limit(1).options(undefer(IssuedFile.data)))
        plan = row.plan
        if file is None or plan.author_id == actor.person_id or not covers(actor, plan, row, Role.MANAGER):
            return Entry("", plan.number, row.number, "", "", "", "", "", "", "", ""), None
        if not fits(file.data, file.sha256):
            raise Unavailable(_DAMAGED.with_(number=plan.number))
        return Entry(
            file=f"plans/{plan.number}-{row.number}.pdf",
            number=plan.number,
            revision=row.number,
            title=row.title,
            author=plan.author.name,
            state=row.state,
            period_start=row.period_start.isoformat() if row.period_start else "",
            period_end=row.period_end.isoformat() if row.period_end else "",
            signed_at=file.at.isoformat(timespec="seconds"),
            sha256=file.sha256,
            verify=verify_url(house, row.verify_code or ""),
        ), file.data


def _made(house: House, out: IO[bytes]) -> Made:
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(out):
        digest.update(piece)
        size += len(piece)
    return Made(f"plans-{local_date(house.clock()).isoformat()}.zip", digest.hexdigest(), size)


def _pieces(out: IO[bytes]) -> Iterator[bytes]:
    out.seek(0)
    while piece := out.read(PIECE):
        yield piece


def fetch(session: Session, house: House, actor: Actor, job_id: int) -> Job:
    """The zip, for whoever asked for it and may still see every plan in it; goes into the trail.

    :raises NotFound: not one's own, not offered any more, or the actor has lost the right to one of its plans
    """
    row = job_desk.own(session, actor, job_id)
    if row.kind != KIND or not jobs.offered(row, house.clock()):
        raise NotFound
    ids = row.arguments["revisions"]
    still = (
        select(func.count())
        .select_from(Revision)
        .join(Plan)
        .where(Revision.id.in_(ids), in_reach(session, actor, Role.MANAGER), of_others(actor))
    )
    if session.scalar(still) != len(ids):
        raise NotFound
    record(session, house, Event.FILE_EXPORT, actor, "", kind=KIND, file=row.sha256, job=row.id, plans=len(ids))
    return row
