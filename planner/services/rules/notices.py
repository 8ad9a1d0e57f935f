"""What the owner of a rule should know: shown on the rulebook and on the start page until it is put away."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.kernel.errors import NotFound
from planner.kernel.i18n import Text
from planner.models import RuleNotice
from planner.services.actor import Actor
from planner.services.house import House

TEXTS: dict[str, Text] = {
    "stepped_down": Text(
        "规则 {rule} 误报太多（{wrong}/{decided} 处判为无碍），已退回试运行，作者暂时看不到它。",
        "The rule {rule} raised too many false alarms ({wrong} of {decided} called harmless). It is back on trial; authors do not see it.",
    ),
    "noisy": Text(
        "核心规则 {rule} 误报偏多（{wrong}/{decided} 处判为无碍）。核心规则不会自动停，请考虑加排除或反馈。",
        "The core rule {rule} raises many false alarms ({wrong} of {decided} called harmless). It goes on; consider an exclusion.",
    ),
    "approved": Text("{by}批准了你的申请：{rule}。", "{by} approved your proposal: {rule}."),
    "refused": Text("{by}没有同意你的申请：{rule}。理由：{note}", "{by} refused your proposal: {rule}. Reason: {note}"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to know.

    :param rule_id: rule or exclusion it is about
    """

    id: int
    kind: str
    rule_id: str
    text: Text
    at: datetime


def tell(session: Session, house: House, person_id: int, kind: str, rule_id: str, rev: int, **detail: str | int) -> None:
    """Leave a notice; the same one is not left twice.

    :param rev: rule revision, or number of the proposal, so that another one is told again
    """
    same = (RuleNotice.person_id == person_id, RuleNotice.kind == kind, RuleNotice.rule_id == rule_id, RuleNotice.rev == rev)
    if session.scalar(select(RuleNotice.id).where(*same)) is None:
        session.add(RuleNotice(person_id=person_id, kind=kind, rule_id=rule_id, rev=rev, detail=dict(detail), at=house.clock()))
        session.flush()


def notices(session: Session, actor: Actor) -> list[Notice]:
    """What this person has not put away yet, newest first."""
    rows = session.scalars(
        select(RuleNotice).where(RuleNotice.person_id == actor.person_id, RuleNotice.seen_at.is_(None)).order_by(RuleNotice.id.desc())
    )
    return [Notice(row.id, row.kind, row.rule_id, TEXTS[row.kind].with_(**{**row.detail, "rule": row.rule_id}), row.at) for row in rows]


def dismiss(session: Session, house: House, actor: Actor, notice_id: int) -> None:
    """Put a notice of one's own away; twice is as good as once.

    :raises NotFound: no such notice, or somebody else's
    """
    own = (RuleNotice.id == notice_id, RuleNotice.person_id == actor.person_id)
    if session.scalar(select(RuleNotice.id).where(*own)) is None:
        raise NotFound
    session.execute(update(RuleNotice).where(*own, RuleNotice.seen_at.is_(None)).values(seen_at=house.clock()))
