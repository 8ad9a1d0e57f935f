"""What an exception takes: who answers the request, on which ground, with what paper, until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, true, update
from sqlalchemy.orm import Session, defer

from planner.compliance.findings import Finding
from planner.kernel.canonical import sha256_hex
from planner.kernel.clock import day_text, local_date
from planner.kernel.errors import Invalid, NotAllowed, NotFound
from planner.kernel.i18n import Text
from planner.models import Decision, ExceptionPaper, Revision
from planner.services import plans, risk
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.house import House
from planner.services.plans import PlanView
from planner.services.review import REASON_CLASSES, ReviewItem
from planner.services.rights import covers, granting
from planner.workflow import Part, State

LARGEST_PAPER = 5_000_000
"""Bytes of an attachment."""
_BEGINNINGS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_SUFFIXES = {"application/pdf": (".pdf",), "image/png": (".png",), "image/jpeg": (".jpg", ".jpeg")}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; its kind is told by its first bytes, and its name must not say another."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Grant:
    """What comes with an exception.

    :param until: its last day; None for the longest the rule allows
    """

    ground: str = ""
    until: date | None = None
    paper: Upload | None = None


def asked(item: ReviewItem) -> bool:
    """The author asks for an exception here."""
    return item.explanation is not None and item.explanation.kind == "exception" and bool(item.granting_roles)


def may_answer(actor: Actor, view: PlanView, item: ReviewItem) -> bool:
    """True for those who may say no to a request: the roles the rule names; without a request it is the claimant's finding."""
    if not asked(item):
        return Part.CLAIMANT in view.parts
    return Part.OFFICER in view.parts and covers(actor, view.plan, view.revision, *granting(item.granting_roles))


def refuse_stranger(actor: Actor, view: PlanView, item: ReviewItem, outcome: str) -> None:
    """Stop whoever may not decide this way.

    A request is granted or refused by the roles of the rule; where it wants four eyes, whoever holds the review cannot let
    the passage stand, neither as an exception nor as harmless.

    :raises NotAllowed: the rule knows no exceptions, or it is for others
    """
    if outcome == "exception" and not item.granting_roles:
        raise NotAllowed(Text("这条规则不给例外。", "This rule grants no exceptions."))
    stands = outcome == "exception" or (outcome == "harmless" and asked(item))
    if stands and not item.may_grant:
        raise NotAllowed(
            Text("这个例外要由合规负责人或另一位专员来批。", "The head of compliance or a second officer grants this exception.")
        )
    if asked(item) and not may_answer(actor, view, item):
        raise NotAllowed(
            Text("作者申请了例外，要由规则写明的人来答复。", "The author asks for an exception; it is for those the rule names to answer.")
        )


def grounds_of(finding: Finding) -> Mapping[str, Text]:
    """Reason classes an exception from this finding may rest on: those its rule names, else all."""
    named = {key: REASON_CLASSES[key] for key in finding.grounds if key in REASON_CLASSES}
    return named or REASON_CLASSES


def last_day(finding: Finding, today: date) -> date | None:
    """The longest an exception may hold; None where the rule sets no end."""
    return today + timedelta(days=finding.expires_days) if finding.expires_days is not None else None


def refuse_unfit(finding: Finding, grant: Grant, note: str, today: date) -> None:
    """Hold what was entered against the rule.

    :raises Invalid: ground, note, paper or last day do not fit
    """
    errors: dict[str, Text] = {}
    if grant.ground not in grounds_of(finding):
        errors["reason_class"] = Text("请选例外的理由。", "Please choose a reason for the exception.")
    if not note:
        errors["note"] = Text("请写明为什么放行。", "Please say why it may stand.")
    longest = last_day(finding, today)
    if grant.until is not None and grant.until < today:
        errors["until"] = Text("截止日期已经过去了。", "This last day has passed.")
    elif grant.until is not None and longest is not None and grant.until > longest:
        day = day_text(longest)
        errors["until"] = Text(f"这条规则的例外最多到{day.zh}。", f"Under this rule an exception ends on {day.en} at the latest.")
    if grant.paper is None and "attachment" in finding.needs:
        errors["paper"] = Text("这条规则要附一份文件，例如法务意见。", "This rule wants a paper, such as a legal opinion.")
    if grant.paper is not None and (problem := _unfit(grant.paper)):
        errors["paper"] = problem
    if errors:
        raise Invalid(errors)


def _unfit(paper: Upload) -> Text | None:
    if not 0 < len(paper.data) <= LARGEST_PAPER:
        return Text("文件最大 5 MB。", "A file has at most 5 MB.")
    if not (kind := media_type(paper.data)):
        return Text("只收 PDF、PNG 或 JPEG 文件。", "Only PDF, PNG or JPEG files are taken.")
    if not paper.name.lower().endswith(_SUFFIXES[kind]):
        return Text("文件名的后缀和内容不符，请改成实际的类型。", "The file's suffix does not fit what it is; give it the right one.")
    return None


def media_type(data: bytes) -> str:
    """The kind of a file by its first bytes; empty for one that is not taken."""
    return next((kind for beginning, kind in _BEGINNINGS.items() if data.startswith(beginning)), "")


def keep_paper(session: Session, house: House, actor: Actor, row: Revision, paper: Upload | None) -> str:
    """Store an attachment once per revision; its SHA-256, empty for none."""
    if paper is None:
        return ""
    digest = sha256_hex(paper.data)
    if session.scalar(select(ExceptionPaper.id).where(ExceptionPaper.revision_id == row.id, ExceptionPaper.sha256 == digest)) is None:
        name = "".join(c for c in paper.name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())[-120:] or "paper"
        kept = ExceptionPaper(revision_id=row.id, name=name, media_type=media_type(paper.data), sha256=digest, data=paper.data)
        kept.person_id, kept.at = actor.person_id, house.clock()
        session.add(kept)
    return digest


def renew_ended(session: Session, house: House) -> int:
    """Put plans under review back to their place in the queue where an exception of an earlier submission has ended since.

    :returns: how many revisions moved
    """
    today = local_date(house.clock())
    ended = select(Decision.plan_id).where(Decision.outcome == "exception", Decision.expires_on < today)
    query = select(Revision).where(Revision.state == State.IN_REVIEW.value, Revision.newest == true(), Revision.plan_id.in_(ended))
    moved = 0
    for row in session.scalars(query.options(defer(Revision.content))).all():
        found = risk.after_decision(session, row, today)
        if found != {name: getattr(row, name) for name in found}:
            session.execute(update(Revision).where(Revision.id == row.id, Revision.version == row.version).values(**found))
            moved += 1
    return moved


def open_paper(session: Session, house: House, actor: Actor, number: str, digest: str) -> ExceptionPaper:
    """The attachment of an exception, for officers and managers of the plan; that it was opened is on record.

    :raises NotFound: no such paper, or not this person's to see
    """
    view = plans.open_plan(session, house, actor, number)
    found = session.scalar(
        select(ExceptionPaper)
        .join(Revision, Revision.id == ExceptionPaper.revision_id)
        .where(Revision.plan_id == view.plan.id, ExceptionPaper.sha256 == digest)
        .order_by(ExceptionPaper.id)
        .limit(1)
    )
    if found is None or view.parts.isdisjoint({Part.OFFICER, Part.MANAGER}):
        raise NotFound
    record(session, house, Event.FILE_EXPORT, actor, number, file=digest)
    return found
