"""What officer and author say to each other about a passage: messages, mentions, an end; and where the passage is now."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.kernel.errors import Invalid, NotFound
from planner.kernel.i18n import Text
from planner.models import FindingRow, Message, Person, Proposal, Remark, Revision, RoleGrant, Territory, Thread
from planner.services import decisions, plans, proposals
from planner.services.actor import Actor
from planner.services.anchoring import Anchor, Found, anchor, find
from planner.services.audit import Event, record
from planner.services.house import House
from planner.services.plans import PlanView
from planner.services.review import act_on
from planner.services.rights import OFFICERS, behalf, said_for
from planner.services.texts import text_at, texts_of
from planner.wizards.answers import Answers
from planner.workflow import Action, Part, Role, State, target

LONGEST = 1000
_REMARK = re.compile(r"remark-([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Talk:
    """A passage that people speak about, with everything said.

    :param about: fingerprint of a finding, or `remark-<id>`
    :param found: where the quoted words are now; None for an orphan, which is listed and never dropped
    :param remark: the officer's remark that began it, None for a finding
    """

    about: str
    path: str
    quote: str
    found: Found | None
    remark: Remark | None
    thread: Thread | None
    proposals: tuple[Proposal, ...]

    @property
    def messages(self) -> tuple[Message, ...]:
        """Everything said, oldest first."""
        return tuple(self.thread.messages) if self.thread else ()

    @property
    def resolved(self) -> bool:
        """An officer has ended it."""
        return self.thread is not None and self.thread.resolved_at is not None

    @property
    def orphan(self) -> bool:
        """The words it speaks about are gone; one about a whole answer has none to lose."""
        return self.found is None and bool(self.quote)

    @property
    def round(self) -> int:
        """The submission it began in."""
        begun = [one.round for one in (self.remark, self.thread, *self.proposals) if one is not None]
        return min(begun, default=0)


def talks(session: Session, view: PlanView, answers: Mapping[str, Answers] | None = None) -> list[Talk]:
    """Every remark, thread and proposal on a revision, found again in the text as it stands; by field, then by place.

    :param answers: the text to look in; the answers of the view by default
    """
    row = view.revision
    remarks = {f"remark-{one.id}": one for one in decisions.open_remarks(session, row)}
    threads = {one.about: one for one in _threads(session, row) if one.about in remarks or not one.about.startswith("remark-")}
    offered: dict[str, list[Proposal]] = {}
    for proposal in proposals.standing(session, row):
        if proposal.about in remarks or not proposal.about.startswith("remark-"):
            offered.setdefault(proposal.about, []).append(proposal)
    texts: dict[str, str] = {}
    answers = view.answers if answers is None else answers
    begun: dict[str, Remark | Thread | Proposal] = {about: ones[0] for about, ones in offered.items()} | threads | remarks
    for slug in dict.fromkeys(step.slug for step in view.plan_type.steps):
        if any(one.path.startswith(f"{slug}.") for one in begun.values()):
            texts |= texts_of(view.plan_type, answers, slug)
    found = [
        Talk(
            about,
            one.path,
            one.quote,
            _where(texts.get(one.path), one, offered.get(about, ())),
            remarks.get(about),
            threads.get(about),
            tuple(offered.get(about, ())),
        )
        for about, one in begun.items()
    ]
    order = {path: position for position, path in enumerate(texts)}
    return sorted(found, key=lambda one: (order.get(one.path, len(order)), one.found.start if one.found else 0))


def _where(text: str | None, begun: Remark | Thread | Proposal, offered: Iterable[Proposal]) -> Found | None:
    """The quoted words, or what the author took in their place."""
    for proposal in offered:
        if proposal.answer == proposals.TAKEN and proposal.path == begun.path and text is not None:
            taken = find(text, Anchor(proposal.text, proposal.before, proposal.after, proposal.start))
            if taken is not None:
                return taken
    return find(text or "", Anchor(begun.quote, begun.before, begun.after, begun.start))


def _threads(session: Session, row: Revision) -> list[Thread]:
    query = select(Thread).where(Thread.revision_id == row.id).order_by(Thread.id)
    said = selectinload(Thread.messages).options(joinedload(Message.person), joinedload(Message.for_person))
    return list(session.scalars(query.options(said, joinedload(Thread.resolved_by), joinedload(Thread.resolved_for))))


def say(session: Session, house: House, actor: Actor, number: str, about: str, text: str) -> Message:
    """Add a message: an officer while reviewing, the author while the plan is theirs to write.

    People named with @ who may see the plan are kept with it; the trail tells notices whom to tell.

    :raises Invalid: nothing said, or more than 1,000 characters
    :raises NotFound: there is nothing of that name to speak about
    """
    view = plans.open_plan(session, house, actor, number)
    side = _side(view)
    text = text.replace("\r\n", "\n").strip()
    if not 0 < len(text) <= LONGEST:
        raise Invalid({f"say:{about}": Text("请写一句话，最多 1000 个字。", "Please write a message, at most 1,000 characters.")})
    thread = _open(session, house, view, about)
    named = mentioned(text, people(session, view))
    lent = behalf(actor, view.plan, view.revision, *OFFICERS) if side == "officer" else None
    made = Message(thread_id=thread.id, round=view.revision.round, side=side, text=text, person_id=actor.person_id, at=house.clock())
    made.for_person_id = lent.giver_id if lent else None
    made.mentions = [person.id for person in named if person.id != actor.person_id]
    session.add(made)
    session.flush()
    if side == "officer":
        act_on(session, house, view)
    record(session, house, Event.THREAD_SAY, actor, number, message=made.id, **said_for(lent))
    for person in made.mentions:
        record(session, house, Event.THREAD_MENTION, actor, number, message=made.id, person=person)
    return made


def resolve(session: Session, house: House, actor: Actor, number: str, about: str, *, done: bool = True) -> None:
    """End a thread, or open it again; nothing said is lost.

    :raises NotFound: nobody has said anything there
    """
    view = plans.open_plan(session, house, actor, number)
    target(Action.REMARK, view.state, view.parts)
    thread = _open(session, house, view, about)
    if (thread.resolved_at is not None) == done:
        return
    lent = behalf(actor, view.plan, view.revision, *OFFICERS)
    thread.resolved_at = house.clock() if done else None
    thread.resolved_by_id = actor.person_id if done else None
    thread.resolved_for_id = lent.giver_id if done and lent else None
    act_on(session, house, view)
    record(session, house, Event.THREAD_RESOLVE if done else Event.THREAD_REOPEN, actor, number, thread=thread.id, **said_for(lent))


def _side(view: PlanView) -> str:
    if Part.AUTHOR in view.parts:
        target(Action.SAVE, view.state, view.parts)
        return "author"
    target(Action.REMARK, view.state, view.parts)
    return "officer"


def _open(session: Session, house: House, view: PlanView, about: str) -> Thread:
    """The thread about this, begun now where there is none."""
    row = view.revision
    thread = session.scalar(select(Thread).where(Thread.revision_id == row.id, Thread.about == about))
    if thread is not None:
        return thread
    path, where = _begins(session, view, about)
    thread = Thread(revision_id=row.id, round=row.round, about=about, path=path, at=house.clock())
    thread.quote, thread.before, thread.after, thread.start = where.quote, where.before, where.after, where.start
    session.add(thread)
    session.flush()
    return thread


def _begins(session: Session, view: PlanView, about: str) -> tuple[str, Anchor]:
    """Path and anchor of a remark or finding of this revision."""
    row = view.revision
    if named := _REMARK.fullmatch(about):
        remark = session.get(Remark, int(named[1]))
        if remark is None or remark.revision_id != row.id or remark.withdrawn_at is not None:
            raise NotFound
        return remark.path, Anchor(remark.quote, remark.before, remark.after, remark.start)
    query = select(FindingRow.path, FindingRow.start, FindingRow.end).where(
        FindingRow.revision_id == row.id, FindingRow.round == row.round, FindingRow.fingerprint == about
    )
    finding = session.execute(query.order_by(FindingRow.position).limit(1)).first()
    if finding is None:
        raise NotFound
    answers = (view.content or {}).get("answers", view.answers)
    text = text_at(view.plan_type, answers, finding.path) or ""
    return finding.path, anchor(text, finding.start, finding.end)


def people(session: Session, view: PlanView) -> list[Person]:
    """Everybody who may see this plan now: its author, the officers once it was submitted, the managers; by employee number."""
    path = view.plan.territory.path
    roles = [Role.MANAGER.value, *(role.value for role in OFFICERS if view.revision.round > 0)]
    rows = session.execute(
        select(Person, Territory.path)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(Territory, Territory.id == RoleGrant.territory_id)
        .where(Person.active, RoleGrant.role.in_(roles))
        .order_by(Person.employee_number)
    )
    seen = {person.id: person for person, reach in rows if path.startswith(reach or "/")} if view.state is not State.DELETED else {}
    seen[view.plan.author_id] = view.plan.author
    return sorted((person for person in seen.values() if person.active), key=lambda person: person.employee_number)


def mentioned(text: str, offered: Iterable[Person]) -> list[Person]:
    """Of these people, those named with @ in a text; a longer name goes before one it begins with."""
    found, rest = [], text
    for person in sorted(offered, key=lambda one: -len(one.name)):
        if f"@{person.name}" in rest:
            found.append(person)
            rest = rest.replace(f"@{person.name}", " ")
    return found
