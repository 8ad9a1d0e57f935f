"""The nightly proof: every event of the trail, what outside the table knows its end, every stored file, signatures in turn,
and that no file is gone of which the trail says it was issued and not that it was removed.

Done in pieces, and after each piece the job's row says where it is, so that another worker goes on there. Every file's
digest is compared every night; looking at signatures costs a process each, so it is the turn of new files and of a
seventh of the others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from planner.kernel.canonical import sha256_hex
from planner.kernel.clock import SHANGHAI
from planner.kernel.i18n import Text
from planner.models import AuditEvent, IssuedFile, Job, Plan, RemovedFile, Revision
from planner.services import anchors, audit, checkpoints, jobs
from planner.services.audit import Chain, Event, record
from planner.services.house import House, Transaction
from planner.services.job_kinds import PROOF
from planner.services.jobs import JobState, Stopping, Taken
from planner.services.verification import COMPLETE, verify_file

NIGHT = (time(2), time(6))
"""When it begins, Asia/Shanghai."""
LATE = timedelta(hours=30)
"""After so long without one it begins at any hour."""
EVENTS, PAPERS, FILES = 2000, 200, 10
"""Rows of a piece."""
NEW, TURNS = timedelta(days=2), 7
MOST_NAMED = 20

_WRONG = Text("有 {n} 处对不上：{what}", "{n} things do not hold: {what}", "1 thing does not hold: {what}")
_WHAT = {
    "trail": Text("操作记录第 {x} 条", "event {x} of the trail"),
    "checkpoint": Text("库外检查点", "the checkpoint outside the database"),
    "paper": Text("{x} 里写的记录位置", "what {x} says of the trail"),
    "file": Text("{x} 的文件", "the file of {x}"),
    "signature": Text("{x} 的签名", "the signatures of {x}"),
    "gone": Text("{x} 少了一个签发过的文件", "an issued file of {x} is gone"),
    "removed": Text("{x} 的移除没有记录", "the removal of {x} is not in the trail"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The last proof that came to an end.

    :param whole: everything held
    :param at: when it ended
    :param events, files, signatures: how many were looked at
    """

    whole: bool
    at: datetime
    events: int
    files: int
    signatures: int
    failure: Text | None


def due(session: Session, house: House) -> bool:
    """True in the night until one was begun, and at any hour when the last one is long ago."""
    now = house.clock()
    last = session.scalar(select(func.max(Job.created_at)).where(Job.kind == PROOF, Job.owner_id.is_(None)))
    here = now.astimezone(SHANGHAI)
    begun_tonight = last is not None and last >= datetime.combine(here.date(), NIGHT[0], SHANGHAI)
    late = last is not None and now - last > LATE
    return late or (NIGHT[0] <= here.time() < NIGHT[1] and not begun_tonight)


def last(session: Session) -> Standing | None:
    """How the last proof ended; None when there was none."""
    ended = select(Job).where(Job.kind == PROOF, Job.state.in_((JobState.DONE.value, JobState.FAILED.value)), Job.finished_at.is_not(None))
    row = session.scalar(ended.order_by(Job.finished_at.desc()).limit(1))
    if row is None or row.finished_at is None:
        return None
    failure = Text(*row.failure.split("\n", 1)) if row.failure else None
    events, files, signatures = (int(row.found.get(name, 0)) for name in ("events", "files", "signatures"))
    return Standing(row.state == JobState.DONE.value, row.finished_at, events, files, signatures, failure)


def make(transaction: Transaction, house: House, taken: Taken, stopping: Callable[[], bool]) -> None:
    """Prove all there is, going on where a worker before this one was.

    :raises Lost: stopped by somebody, or given to another worker
    :raises Stopping: `stopping` said so
    """
    begun: dict[str, Any] = {
        "part": "trail",
        "events": 0,
        "head": audit.GENESIS,
        "after": 0,
        "files": 0,
        "signatures": 0,
        "seen": 0,
        "wrong": [],
    }
    found = {**begun, **taken.found}
    with transaction() as session:
        total = sum(session.scalar(select(func.count()).select_from(query.subquery())) or 0 for query in _ALL)
    while found["part"] != "end":
        if stopping():
            raise Stopping
        jobs.beat(transaction, house, taken, found["seen"], timedelta(seconds=60), total=total, found=found)
        found["seen"] += _PARTS[found["part"]](transaction, house, found)
    with transaction() as session:
        _end(session, house, taken, found)


ISSUING = tuple(event.value for event in (Event.PLAN_SUBMIT, Event.PLAN_PASS, Event.PLAN_APPROVE, Event.FILE_LENGTHEN))
_NAMED = ("file", "review_record")
"""Where events of `ISSUING` name files by their digest."""
_ALL = (
    select(AuditEvent.seq),
    select(Revision.id).where(Revision.content.is_not(None)),
    select(IssuedFile.id),
    select(AuditEvent.seq).where(AuditEvent.event.in_(ISSUING)),
    select(RemovedFile.id),
)


def _end(session: Session, house: House, taken: Taken, found: dict[str, Any]) -> None:
    wrong = found["wrong"]
    if not wrong:
        jobs.finish(session, house, taken, found=found)
        return
    named = [_WHAT[kind].with_(x=name) for kind, name in wrong[:3]]
    what = Text("、".join(one.in_("zh") for one in named), ", ".join(one.in_("en") for one in named))
    words = Text(_WRONG.in_("zh", n=len(wrong), what=what.zh), _WRONG.in_("en", n=len(wrong), what=what.en))
    jobs.fail_in(session, house, taken, words, found=found)
    record(session, house, Event.PROOF_FAIL, None, job=taken.id, count=len(wrong))


def _trail(transaction: Transaction, house: House, found: dict[str, Any]) -> int:
    with transaction() as session:
        chain = audit.verify_chain(session, house.audit_key, Chain(found["events"], found["head"]), EVENTS)
        stands = checkpoints.standing(session, house)
    read: int = chain.count - found["events"]
    found["events"], found["head"] = chain.count, chain.head
    if not chain.whole:
        _note(found, "trail", str(chain.broken_at))
    if read < EVENTS:
        if stands is not checkpoints.Standing.WHOLE:
            _note(found, "checkpoint", stands.value)
        found["part"] = "papers"
    return read


def _papers(transaction: Transaction, house: House, found: dict[str, Any]) -> int:
    """What every submitted plan says of the trail."""
    with transaction() as session:
        query = select(Revision.id, Plan.number, Revision.number, Revision.content).join(Plan)
        query = query.where(Revision.content.is_not(None), Revision.id > found["after"]).order_by(Revision.id).limit(PAPERS)
        rows = session.execute(query).all()
        for _, number, revision, content in rows:
            if not anchors.said_fits(session, content):
                _note(found, "paper", f"{number} r{revision}")
    _go_on(found, [row[0] for row in rows], "files")
    return len(rows)


def _files(transaction: Transaction, house: House, found: dict[str, Any]) -> int:
    with transaction() as session:
        query = select(IssuedFile, Plan.number).join(Revision, Revision.id == IssuedFile.revision_id).join(Plan)
        query = query.where(IssuedFile.id > found["after"]).order_by(IssuedFile.id).limit(FILES).options(undefer(IssuedFile.data))
        rows = [(file, number) for file, number in session.execute(query)]
    for file, number in rows:
        if sha256_hex(file.data) != file.sha256:
            _note(found, "file", number)
        elif _in_turn(house, file):
            found["signatures"] += 1
            said = verify_file(transaction, house, file.data)
            if not (said.issued and said.intact and said.trusted):
                _note(found, "signature", number)
    found["files"] += len(rows)
    _go_on(found, [file.id for file, _ in rows], "issued")
    return len(rows)


def _issued(transaction: Transaction, house: House, found: dict[str, Any]) -> int:
    """Every file that the trail says was issued is kept, or entered as removed."""
    with transaction() as session:
        query = select(AuditEvent).where(AuditEvent.event.in_(ISSUING), AuditEvent.seq > found["after"])
        events = session.scalars(query.order_by(AuditEvent.seq).limit(PAPERS)).all()
        named = {digest: event.plan_number for event in events for name in _NAMED if (digest := event.detail.get(name))}
        for kept in (IssuedFile.sha256, RemovedFile.sha256):
            for digest in session.scalars(select(kept).where(kept.in_(named))).all():
                named.pop(digest, None)
    for number in named.values():
        _note(found, "gone", number)
    _go_on(found, [event.seq for event in events], "removed")
    return len(events)


def _removed(transaction: Transaction, house: House, found: dict[str, Any]) -> int:
    """Every file entered as removed is named by the event of its plan's removal."""
    with transaction() as session:
        files = session.scalars(select(RemovedFile).where(RemovedFile.id > found["after"]).order_by(RemovedFile.id).limit(PAPERS)).all()
        events = select(AuditEvent.detail).where(
            AuditEvent.event == Event.PLAN_REMOVE.value, AuditEvent.plan_number.in_({file.number for file in files})
        )
        known = {digest for detail in session.scalars(events) for digest in str(detail.get("files", "")).split(",")}
        for number in (file.number for file in files if file.sha256 not in known):
            _note(found, "removed", number)
    _go_on(found, [file.id for file in files], "end")
    return len(files)


def _in_turn(house: House, file: IssuedFile) -> bool:
    """A complete plan that is new, or whose day of the week it is."""
    now = house.clock()
    complete = file.kind == "plan" and file.signatures == COMPLETE
    return complete and (file.at > now - NEW or file.id % TURNS == now.toordinal() % TURNS)


def _go_on(found: dict[str, Any], ids: list[int], then: str) -> None:
    found["after"] = ids[-1] if ids else 0
    if not ids:
        found["part"] = then


def _note(found: dict[str, Any], what: str, name: str) -> None:
    if [what, name] not in found["wrong"] and len(found["wrong"]) < MOST_NAMED:
        found["wrong"].append([what, name])


_PARTS: dict[str, Callable[[Transaction, House, dict[str, Any]], int]] = {
    "trail": _trail,
    "papers": _papers,
    "files": _files,
    "issued": _issued,
    "removed": _removed,
}
