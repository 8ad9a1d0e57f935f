"""Company rules and weights as pages show them. Reading only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from planner.compliance.company import rule_of, stricter
from planner.compliance.findings import Severity
from planner.compliance.schema import Rule
from planner.kernel.i18n import Language, Text
from planner.models import CompanyRule, Plan, Revision, RuleRevision, TrialHit
from planner.services import rights
from planner.services.actor import Actor
from planner.services.house import House
from planner.services.places import place_names
from planner.services.plans import view_of
from planner.services.rules.access import only_editors, parts_of
from planner.services.rules.drafting import find_rule, runnable
from planner.services.rules.effective import document_in_force, pack_in_force
from planner.services.rules.precision import Precision, precision
from planner.services.rules.proposal_page import ProposalLine, proposals
from planner.workflow import Part, RuleAction, RuleState, rule_actions

MOST_HITS = 50


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A company rule in a list.

    :param newest, running: numbers of its newest revision and of the one that runs
    :param rev: of the newest revision, as findings will name it
    :param trial_hits: hits it had on trial, over all submitted plans
    :param left_out: published, but the core of this version cannot carry it
    """

    rule_id: str
    title: Text
    category: str
    severity: Severity
    state: RuleState
    newest: int
    running: int | None
    rev: int
    owner: str
    trial_hits: int
    precision: Precision | None
    waiting: ProposalLine | None
    left_out: bool


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One save of a company rule."""

    number: int
    rev: int
    by: str
    at: datetime
    note: str
    running: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit of a rule on trial in a submitted plan that this person may read.

    :param where: the field, in words
    """

    plan_number: str
    plan_title: str
    where: str
    path: str
    quote: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RulePage:
    """A company rule with everything an editor may see.

    :param rule: its newest revision
    :param hits: of the trial, newest first; `line.trial_hits` counts all of them
    :param may: what this person may do with it now
    """

    line: RuleLine
    rule: Rule
    revisions: tuple[RevisionLine, ...]
    hits: tuple[Hit, ...]
    may: frozenset[RuleAction]


def company_rules(session: Session, house: House, actor: Actor) -> list[RuleLine]:
    """Every company rule; those on trial and active first, by id.

    :raises NotFound: not an editor
    """
    only_editors(actor)
    return company_lines(session, house, {line.subject: line for line in proposals(session, house, actor)})


def company_lines(session: Session, house: House, waiting: Mapping[str, ProposalLine] | None = None) -> list[RuleLine]:
    """The same for the person at the machine, who has no account.

    :param waiting: subject → its proposal
    """
    order = [RuleState.ACTIVE, RuleState.TRIAL, RuleState.DRAFT, RuleState.RETIRED]
    rows = session.execute(
        select(CompanyRule, RuleRevision)
        .join(RuleRevision, (RuleRevision.company_rule_id == CompanyRule.id) & (RuleRevision.number == CompanyRule.newest))
        .options(joinedload(CompanyRule.owner))
    ).all()
    hits: dict[str, int] = dict(session.execute(select(TrialHit.rule_id, func.count()).group_by(TrialHit.rule_id)).all())
    known, waiting = precision(session, house), waiting or {}
    there = {rule.id for rule in pack_in_force(session, house).rules}
    lines = [
        _line(row, revision, hits.get(row.rule_id, 0), known.get(row.rule_id), waiting.get(row.rule_id), there) for row, revision in rows
    ]
    return sorted(lines, key=lambda line: (order.index(line.state), line.rule_id))


def _line(
    row: CompanyRule, revision: RuleRevision, hits: int, known: Precision | None, waiting: ProposalLine | None, there: set[str]
) -> RuleLine:
    entry = revision.entry
    return RuleLine(
        rule_id=row.rule_id,
        title=Text(entry["title"]["zh"], entry["title"]["en"]),
        category=entry["category"],
        severity=Severity(entry["severity"]),
        state=RuleState(row.state),
        newest=row.newest,
        running=row.running,
        rev=revision.rev,
        owner=row.owner.name,
        trial_hits=hits,
        precision=known,
        waiting=waiting,
        left_out=row.running is not None and row.rule_id not in there,
    )


def company_rule(session: Session, house: House, actor: Actor, rule_id: str, language: Language = "zh") -> RulePage:
    """One company rule.

    :raises NotFound: not an editor, or no such rule
    """
    only_editors(actor)
    row = find_rule(session, rule_id)
    line = next(line for line in company_rules(session, house, actor) if line.rule_id == rule_id)
    revisions = session.scalars(
        select(RuleRevision)
        .where(RuleRevision.company_rule_id == row.id)
        .order_by(RuleRevision.number.desc())
        .options(joinedload(RuleRevision.person))
    )
    lines = tuple(RevisionLine(r.number, r.rev, r.person.name, r.at, r.note, r.number == row.running) for r in revisions)
    rule = rule_of(runnable(session, row, row.newest, row.state))
    return RulePage(line, rule, lines, _hits(session, house, actor, rule_id, language), rule_actions(RuleState(row.state), parts_of(actor)))


def _hits(session: Session, house: House, actor: Actor, rule_id: str, language: Language) -> tuple[Hit, ...]:
    rows = session.execute(
        select(TrialHit, Revision)
        .join(Revision, Revision.id == TrialHit.revision_id)
        .where(TrialHit.rule_id == rule_id)
        .order_by(TrialHit.id.desc())
        .limit(MOST_HITS * 4)
        .options(joinedload(Revision.plan).joinedload(Plan.territory))
    )
    found: list[Hit] = []
    for hit, revision in rows:
        parts = rights.parts_in(actor, revision.plan, revision, house.clock())
        if Part.READER in parts and len(found) < MOST_HITS:
            view = view_of(house, revision.plan, revision, parts)
            where = place_names(view.plan_type, view.answers, language).get(hit.path, hit.path)
            found.append(Hit(revision.plan.number, revision.title, where, hit.path, hit.quote, hit.at))
    return tuple(found)


def severities(session: Session, house: House) -> dict[str, tuple[Severity, Severity]]:
    """Core rules the company has made stricter: id → (weight in the pack, weight now)."""
    raised = document_in_force(session)["severities"]
    now = {rule.id: rule.severity for rule in pack_in_force(session, house).rules}
    return {rule.id: (rule.severity, now[rule.id]) for rule in house.pack.rules if rule.id in raised and now[rule.id] != rule.severity}


def heavier(rule: Rule) -> tuple[Severity, ...]:
    """Weights that may be chosen for a core rule, the nearest first; none when it can carry no more."""
    return stricter(rule)
