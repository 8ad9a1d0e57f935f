"""Legal holds: what must not be removed, who said so and why, and two people to lift it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from planner.kernel.i18n import Text
from planner.models import Decision, LegalHold, Person, Plan, Product, Revision, SignatureRow
from planner.services.actor import Actor
from planner.services.audit import Event, in_turn, record
from planner.services.house import House
from planner.workflow import Role

KEEPERS = (Role.HEAD_OF_COMPLIANCE, Role.ADMINISTRATOR)
"""Who sets and lifts holds."""
MOST_REASON = 400
KINDS: Mapping[str, Text] = {"plan": Text("计划", "Plan"), "person": Text("人员", "Person"), "product": Text("产品", "Product")}

_WHAT = Text("请选要保全什么。", "Choose what is to be held.")
_REASON = Text("请写理由，最多 {n} 字。", "Give a reason of at most {n} characters.").with_(n=MOST_REASON)
_NONE: Mapping[str, Text] = {
    "plan": Text("没有这个编号的计划。", "There is no plan of this number."),
    "person": Text("没有这个工号或邮箱的人。", "Nobody has this employee number or e-mail."),
    "product": Text("产品库里没有这个通用名。", "No product has this generic name."),
}
_TWICE = Text("它已经在保全中。", "It is held already.")
_OWN = Text("解除保全要由另一个人同意。", "Somebody else has to agree to lift a hold.")
_MOVED = Text("别人刚刚处理过这一条，请看一遍现在的状况。", "Somebody dealt with this a moment ago; look at it as it stands now.")


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold as its keepers see it.

    :param asked_by: who asks to lift it, "" when nobody does
    :param mine: asked by the reader, who may only take it back
    :param lifted_by: who agreed, "" while it holds
    """

    id: int
    kind: str
    subject: str
    reason: str
    set_by: str
    set_at: datetime
    ask_reason: str
    asked_by: str
    asked_at: datetime | None
    mine: bool
    lifted_by: str
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """Everything under a hold right now, by id."""

    plans: frozenset[int]
    people: frozenset[int]
    products: frozenset[int]


def listing(session: Session, actor: Actor, most_lifted: int = 20) -> tuple[list[Hold], list[Hold]]:
    """Holds that hold, and the last ones that were lifted; newest first.

    :raises NotFound: not a keeper
    """
    _only_keepers(actor)
    people = (joinedload(LegalHold.set_by), joinedload(LegalHold.asked_by), joinedload(LegalHold.lifted_by))
    query = select(LegalHold).options(*people).order_by(LegalHold.id.desc())
    lasting = session.scalars(query.where(LegalHold.lifted_at.is_(None))).all()
    lifted = session.scalars(query.where(LegalHold.lifted_at.is_not(None)).limit(most_lifted)).all()
    return [_seen(row, actor) for row in lasting], [_seen(row, actor) for row in lifted]


def set_hold(session: Session, house: House, actor: Actor, kind: str, name: str, reason: str) -> int:
    """Hold a plan (by its number), a person (employee number or e-mail) or a product (generic name); returns the hold's id.

    :raises NotFound: not a keeper
    :raises Invalid: by `kind`, `which` or `reason`
    """
    _only_keepers(actor)
    in_turn(session)
    errors: dict[str, Text] = {}
    reason, name = reason.strip(), name.strip()
    found = _subject(session, kind, name) if kind in KINDS else None
    if kind not in KINDS:
        errors["kind"] = _WHAT
    elif found is None:
        errors["which"] = _NONE[kind]
    elif session.scalar(_open().where(LegalHold.kind == kind, LegalHold.subject_id == found[0])) is not None:
        errors["which"] = _TWICE
    if not 0 < len(reason) <= MOST_REASON:
        errors["reason"] = _REASON
    if errors or found is None:
        raise Invalid(errors)
    row = LegalHold(kind=kind, subject_id=found[0], subject=found[1], reason=reason, set_by_id=actor.person_id, set_at=house.clock())
    session.add(row)
    session.flush()
    _note(session, house, actor, Event.HOLD_SET, row, reason)
    return row.id


def ask_to_lift(session: Session, house: House, actor: Actor, hold: int, reason: str) -> None:
    """Say why a hold may go; another keeper has to agree.

    :raises NotFound: not a keeper, or no such hold
    :raises Invalid: by `reason-<id>`
    :raises Stale: somebody asked before, or it was lifted
    """
    row, reason = _opened(session, actor, hold), reason.strip()
    if row.asked_by_id is not None:
        raise Stale(_MOVED)
    if not 0 < len(reason) <= MOST_REASON:
        raise Invalid({f"reason-{hold}": _REASON})
    row.ask_reason, row.asked_by_id, row.asked_at = reason, actor.person_id, house.clock()
    session.flush()
    _note(session, house, actor, Event.HOLD_ASK, row, reason)


def agree(session: Session, house: House, actor: Actor, hold: int) -> None:
    """Lift a hold that somebody else asked to lift.

    :raises NotFound: not a keeper, or no such hold
    :raises NotAllowed: asked by oneself
    :raises Stale: nobody asks any more, or it was lifted
    """
    row = _opened(session, actor, hold)
    if row.asked_by_id is None:
        raise Stale(_MOVED)
    if row.asked_by_id == actor.person_id:
        raise NotAllowed(_OWN)
    row.lifted_by_id, row.lifted_at = actor.person_id, house.clock()
    session.flush()
    _note(session, house, actor, Event.HOLD_LIFT, row, row.ask_reason, proposer=row.asked_by_id)


def keep(session: Session, house: House, actor: Actor, hold: int) -> None:
    """It stays: the one who asked takes that back, or another keeper says no.

    :raises NotFound: not a keeper, or no such hold
    :raises Stale: nobody asks any more, or it was lifted
    """
    row = _opened(session, actor, hold)
    if row.asked_by_id is None:
        raise Stale(_MOVED)
    asked_by, row.ask_reason, row.asked_by_id, row.asked_at = row.asked_by_id, "", None, None
    session.flush()
    _note(session, house, actor, Event.HOLD_KEEP, row, "", proposer=asked_by)


def held(session: Session) -> Held:
    """What holds at this moment."""
    rows = session.execute(select(LegalHold.kind, LegalHold.subject_id).where(LegalHold.lifted_at.is_(None))).all()
    plans, people, products = (frozenset(one for kind, one in rows if kind == wanted) for wanted in KINDS)
    return Held(plans, people, products)


def people_of(session: Session, plan: Plan) -> set[int]:
    """Everybody who wrote, read, decided or signed a plan, and for whom."""
    found = {plan.author_id, *(int(one) for one in plan.former_authors.split("/") if one)}
    revision = select(Revision.passed_by_id, Revision.passed_for_id, Revision.claimed_by_id, Revision.assigned_to_id)
    decided = select(Decision.officer_id, Decision.for_person_id).where(Decision.plan_id == plan.id)
    signed = select(SignatureRow.person_id, SignatureRow.for_person_id).join(Revision, Revision.id == SignatureRow.revision_id)
    for query in (revision.where(Revision.plan_id == plan.id), decided, signed.where(Revision.plan_id == plan.id)):
        found |= {one for row in session.execute(query.distinct()) for one in row if one is not None}
    return found


def _only_keepers(actor: Actor) -> None:
    if not actor.has(*KEEPERS):
        raise NotFound


def _open() -> Select[LegalHold]:
    return select(LegalHold).where(LegalHold.lifted_at.is_(None))


def _opened(session: Session, actor: Actor, hold: int) -> LegalHold:
    _only_keepers(actor)
    in_turn(session)
    row = session.get(LegalHold, hold, with_for_update=True, populate_existing=True) if 0 < hold < 2**31 else None
    if row is None:
        raise NotFound
    if row.lifted_at is not None:
        raise Stale(_MOVED)
    return row


def _subject(session: Session, kind: str, name: str) -> tuple[int, str] | None:
    """Id and name of what is to be held."""
    match kind:
        case "plan":
            plan = session.scalar(select(Plan).where(Plan.number == name.upper()))
            return (plan.id, plan.number) if plan else None
        case "person":
            low = name.lower()
            person = session.scalar(select(Person).where(or_(func.lower(Person.employee_number) == low, Person.email == low)))
            return (person.id, f"{person.name} {person.employee_number}") if person else None
    product = session.scalar(select(Product).where(Product.generic_name == name))
    return (product.id, product.generic_name) if product else None


def _note(session: Session, house: House, actor: Actor, event: Event, row: LegalHold, why: str, proposer: int | None = None) -> None:
    number = row.subject if row.kind == "plan" else ""
    about = {"product": row.subject_id} if row.kind == "product" else {"person": row.subject_id} if row.kind == "person" else {}
    record(session, house, event, actor, number, hold=row.id, why=why[:200] or None, proposer=proposer, **about)


def _seen(row: LegalHold, actor: Actor) -> Hold:
    asked, lifted = row.asked_by, row.lifted_by
    return Hold(
        row.id,
        row.kind,
        row.subject,
        row.reason,
        row.set_by.name,
        row.set_at,
        row.ask_reason,
        asked.name if asked else "",
        row.asked_at,
        row.asked_by_id == actor.person_id,
        lifted.name if lifted else "",
        row.lifted_at,
    )
