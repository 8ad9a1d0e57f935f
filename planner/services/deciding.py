"""Decide findings on the review desk, one or all that say the same, and take decisions back."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.compliance.normalize import plain
from planner.kernel.canonical import digest
from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotFound, Stale
from planner.kernel.i18n import Text
from planner.kernel.ids import row_id
from planner.models import Decision
from planner.services import decisions, exceptions, plans, proposals
from planner.services.actor import Actor, Lent
from planner.services.audit import Event, record
from planner.services.exceptions import Grant
from planner.services.house import House
from planner.services.plans import PlanView
from planner.services.review import OUTCOMES, ReviewItem, act_on, review_items
from planner.services.rights import OFFICERS, behalf, granting, said_for
from planner.services.rules.precision import weigh
from planner.services.texts import text_at
from planner.workflow import Action, target

GONE = Text("这处提示已经不在了。", "This finding is gone.")
UNSEEN = Text(
    "这句话在几处都有，先看清每一处，再一起决定。", "This sentence stands in several places; see each of them, then decide them together."
)
LONGEST_NOTE = 2000
BESIDE = 60
"""Characters shown before and after a sentence where its places are compared."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a sentence that stands in several.

    :param before, after: what stands beside it, up to `BESIDE` characters
    """

    item: ReviewItem
    before: str
    after: str


class Unseen(Stale):
    """A sentence stands in several places, and the page did not show them as they are."""


def decide(
    session: Session,
    house: House,
    actor: Actor,
    number: str,
    fingerprint: str,
    outcome: str,
    note: str = "",
    reason_class: str = "",
    *,
    wording: str = "",
    grant: Grant | None = None,
    seen: str = "",
) -> None:
    """Decide one finding; a later decision replaces an earlier one, both stay on record.

    A decision is kept by sentence, so rows of one field that say the same are decided together, and only by who saw them all.

    :param outcome: `harmless`, `change_required` or `exception`
    :param wording: with `change_required`, the sentence proposed instead; the note may then be empty
    :param grant: with `exception`, its last day and paper; its ground goes before `reason_class`
    :param seen: of a sentence in several places the digest of those that were shown (`shown`)
    :raises Unseen: there are several places, and they are not those
    :raises NotAllowed: not the claimant, or not of a role that may answer this request
    :raises Invalid: a required change without a note, or an exception that does not fit its rule
    """
    view = plans.open_plan(session, house, actor, number)
    target(Action.GRANT if outcome in ("exception", "change_required") else Action.DECIDE, view.state, view.parts)
    today = local_date(house.clock())
    here = [i for i in review_items(session, view, actor, today) if i.finding.fingerprint == fingerprint]
    if not here or outcome not in OUTCOMES:
        raise NotFound(GONE)
    item, row, note = here[0], view.revision, note.strip()
    _refuse(actor, view, item, outcome, note, wording)
    if seen != shown(view, here):
        raise Unseen(UNSEEN)
    grant = grant or Grant(reason_class)
    decided = _decision(house, actor, view, item, outcome, note)
    if outcome == "exception":
        exceptions.refuse_unfit(item.finding, grant, note, today)
        decided.reason_class = grant.ground
        decided.expires_on = grant.until or exceptions.last_day(item.finding, today)
        decided.paper_sha256 = exceptions.keep_paper(session, house, actor, row, grant.paper)
    if wording.strip() and outcome == "change_required":
        proposals.propose_for(session, house, actor, view, here, wording)
    _write(session, house, actor, view, [(item, decided)])


def decide_all(
    session: Session,
    house: House,
    actor: Actor,
    number: str,
    fingerprint: str,
    outcome: str,
    note: str = "",
    *,
    seen: str,
    chosen: Collection[str],
) -> int:
    """Decide a sentence under one rule in all the places chosen, as one act that is undone as one.

    :param seen: digest of the places the page showed (`places_digest`)
    :param chosen: fingerprints of the places that the decision is for
    :returns: how many findings were decided
    :raises Stale: the places are not those that were shown
    :raises Invalid: an exception, which is granted one by one; nothing chosen; a change without a note
    """
    view = plans.open_plan(session, house, actor, number)
    found = places(session, view, actor, fingerprint, local_date(house.clock()))
    if places_digest(found) != seen:
        raise Stale(Text("这几处刚刚有了变化，请再看一次差别。", "These places changed a moment ago. Please look at them again."))
    note = note.strip()
    if outcome == "exception" or outcome not in OUTCOMES:
        raise Invalid({"outcome": Text("例外要一处一处放行。", "Exceptions are granted one by one.")})
    wanted = {place.item.finding.fingerprint: place.item for place in found if place.item.finding.fingerprint in chosen}
    if not wanted:
        raise Invalid({"chosen": Text("请至少选一处。", "Choose at least one place.")})
    batch = row_id()
    made = []
    for item in wanted.values():
        _refuse(actor, view, item, outcome, note, "")
        decided = _decision(house, actor, view, item, outcome, note)
        decided.batch = batch
        made.append((item, decided))
    _write(session, house, actor, view, made)
    return len(made)


def places(session: Session, view: PlanView, actor: Actor, fingerprint: str, on: date) -> tuple[Place, ...]:
    """Every undecided place of the same sentence under the same rule, in reading order, with what stands beside it.

    :param on: today, as `review_items` has it
    :raises NotFound: the finding is gone or decided
    """
    items = review_items(session, view, actor, on)
    first = next((i for i in items if i.finding.fingerprint == fingerprint and i.decision is None), None)
    if first is None:
        raise NotFound(GONE)
    key = same_words(first)
    alike = [i for i in items if i.decision is None and (i is first or same_words(i) == key)]
    return spots(view, alike)


def same_words(item: ReviewItem) -> tuple[str, int, str]:
    """Rule, its revision and the sentence without spaces and marks: equal for findings that may be decided together."""
    finding = item.finding
    bare = "".join(c for c in plain(finding.sentence or finding.quote) if unicodedata.category(c)[0] in "LNS")
    return finding.rule_id, finding.rev, bare or finding.fingerprint


def places_digest(found: Collection[Place]) -> str:
    """Names exactly what was shown."""
    return digest([[p.item.finding.fingerprint, p.item.finding.path, p.item.finding.start, p.before, p.after] for p in found])


def spots(view: PlanView, items: Sequence[ReviewItem]) -> tuple[Place, ...]:
    """These findings with what stands beside each."""
    return tuple(_place(view, item) for item in items)


def shown(view: PlanView, items: Sequence[ReviewItem]) -> str:
    """What `decide` wants to know was seen of the places of one finding; nothing where there is only one."""
    return places_digest(spots(view, items)) if len(items) > 1 else ""


def _place(view: PlanView, item: ReviewItem) -> Place:
    text = text_at(view.plan_type, view.answers, item.finding.path) or ""
    start, end = item.finding.start, item.finding.end
    return Place(item, text[max(0, start - BESIDE) : start], text[end : end + BESIDE])


def _refuse(actor: Actor, view: PlanView, item: ReviewItem, outcome: str, note: str, wording: str) -> None:
    for_others = outcome == "exception" or (outcome == "change_required" and exceptions.asked(item))
    target(Action.GRANT if for_others else Action.DECIDE, view.state, view.parts)
    exceptions.refuse_stranger(actor, view, item, outcome)
    if outcome == "change_required" and not note and not wording.strip():
        raise Invalid({"note": Text("请写一句给作者的话：要改什么。", "Please tell the author what to change.")})
    if len(note) > LONGEST_NOTE:
        raise Invalid({"note": Text("最多 2000 个字。", "At most 2,000 characters.")})


def _decision(house: House, actor: Actor, view: PlanView, item: ReviewItem, outcome: str, note: str = "") -> Decision:
    lent = _lent(actor, view, item, outcome)
    return Decision(
        plan_id=view.revision.plan_id,
        revision_id=view.revision.id,
        round=view.revision.round,
        fingerprint=item.finding.fingerprint,
        rule_rev=item.finding.rev,
        outcome=outcome,
        note=note,
        officer_id=actor.person_id,
        for_person_id=lent.giver_id if lent else None,
        at=house.clock(),
    )


def _lent(actor: Actor, view: PlanView, item: ReviewItem, outcome: str) -> Lent | None:
    """The lent role this decision is made with; an exception needs one that the rule names."""
    roles = granting(item.granting_roles) if outcome == "exception" else OFFICERS
    return behalf(actor, view.plan, view.revision, *roles)


def _write(session: Session, house: House, actor: Actor, view: PlanView, made: list[tuple[ReviewItem, Decision]]) -> None:
    """All or nothing: the rows, the claim, the trail, and how often the rule was right."""
    session.add_all([decided for _, decided in made])
    act_on(session, house, view)
    for item, decided in made:
        finding, more = item.finding, {"batch": decided.batch} if decided.batch else {}
        lent = said_for(_lent(actor, view, item, decided.outcome))
        names: dict[str, str | int] = {"rule": finding.rule_id, "finding": finding.fingerprint, **more, **lent}
        if decided.outcome == decisions.UNDONE:
            record(session, house, Event.FINDING_UNDO, actor, view.plan.number, **names)
        else:
            record(session, house, Event.FINDING_DECIDE, actor, view.plan.number, **names, outcome=decided.outcome)
    if made[0][1].outcome != decisions.UNDONE:
        weigh(session, house, made[0][0].finding.rule_id, made[0][0].finding.rev)


def undo_decision(session: Session, house: House, actor: Actor, number: str, fingerprint: str) -> int:
    """Take the standing decision on a finding back, with all that were made in the same act; the record keeps both.

    A wording proposed with it goes too, as long as the author has not answered it.

    :returns: how many findings are open again
    """
    view = plans.open_plan(session, house, actor, number)
    target(Action.DECIDE, view.state, view.parts)
    items = {i.finding.fingerprint: i for i in review_items(session, view, actor, local_date(house.clock())) if i.decision is not None}
    first = items.get(fingerprint)
    if first is None or first.decision is None:
        raise NotFound(Text("没有可以撤销的决定。", "There is no decision to undo."))
    together = set(_batch(session, first.decision)) | {fingerprint}
    back = [item for key, item in items.items() if key in together and (key == fingerprint or _of(item, first.decision.batch))]
    for item in back:
        proposals.withdraw_open(session, house, actor, view, item.finding.fingerprint)
    _write(session, house, actor, view, [(item, _decision(house, actor, view, item, decisions.UNDONE)) for item in back])
    return len(back)


def _batch(session: Session, decision: Decision) -> list[str]:
    if not decision.batch:
        return []
    query = select(Decision.fingerprint).where(Decision.plan_id == decision.plan_id, Decision.batch == decision.batch)
    return list(session.scalars(query))


def _of(item: ReviewItem, batch: str) -> bool:
    """It still stands as that act left it."""
    return item.decision is not None and item.decision.batch == batch
