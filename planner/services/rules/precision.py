"""How often a rule is right, from what officers decided, and the budget of false alarms that it may not pass.

A decision on a sentence counts once, however often the plan came back with it. `harmless` is a false alarm;
`change_required` and `exception` say that the rule was right. Only decisions on the revision in force count:
what an earlier one did wrong was mended.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from planner.compliance.company import is_company
from planner.compliance.schema import Rule
from planner.models import Decision, FindingRow, Person, RoleGrant
from planner.services.audit import Event, record
from planner.services.decisions import UNDONE
from planner.services.house import House
from planner.services.rules.changes import put
from planner.services.rules.drafting import find_revision, find_rule, moved, runnable
from planner.services.rules.effective import document_in_force, pack_in_force, publish
from planner.services.rules.notices import tell
from planner.workflow import Role, RuleAction, RulePart, RuleState, rule_target

Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Precision:
    """What officers said to a rule's findings.

    :param right: decided as a change or an exception
    :param wrong: decided as harmless
    :param budget: largest share of false alarms
    :param least: decisions before the budget counts
    """

    rule_id: str
    rev: int
    right: int
    wrong: int
    budget: float
    least: int

    @property
    def decided(self) -> int:
        """Decisions that count."""
        return self.right + self.wrong

    @property
    def share(self) -> float | None:
        """Share of findings that were right; None before the first decision."""
        return self.right / self.decided if self.decided else None

    @property
    def low(self) -> float:
        """Lower end of the interval in which the share lies with 95 %."""
        return wilson(self.right, self.decided)[0]

    @property
    def high(self) -> float:
        """Upper end of the interval in which the share lies with 95 %."""
        return wilson(self.right, self.decided)[1]

    @property
    def noisy(self) -> bool:
        """More false alarms than its budget, after enough decisions."""
        return self.decided >= self.least and self.wrong > self.budget * self.decided


def wilson(good: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, without continuity correction); everything while nothing is known."""
    if not of:
        return 0.0, 1.0
    share, z2 = good / of, Z95 * Z95
    middle = share + z2 / (2 * of)
    half = Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, (middle - half) / (1 + z2 / of)), min(1.0, (middle + half) / (1 + z2 / of))


def precision(session: Session, house: House) -> dict[str, Precision]:
    """Every rule in force that was ever decided on, by id."""
    named = select(FindingRow.rule_id, FindingRow.fingerprint).distinct().subquery()
    rows = session.execute(
        select(named.c.rule_id, Decision.rule_rev, Decision.plan_id, Decision.fingerprint, Decision.outcome)
        .join(named, named.c.fingerprint == Decision.fingerprint)
        .order_by(Decision.id)
    )
    decided: dict[str, list[Row[tuple[str, int, int, str, str]]]] = {}
    for row in rows:
        decided.setdefault(row.rule_id, []).append(row)
    rules = {rule.id: rule for rule in pack_in_force(session, house).rules}
    return {rule_id: _counted(rules[rule_id], found) for rule_id, found in decided.items() if rule_id in rules}


def precision_of(session: Session, rule: Rule) -> Precision:
    """One rule."""
    mine = select(FindingRow.fingerprint).where(FindingRow.rule_id == rule.id).distinct()
    rows = session.execute(
        select(Decision.rule_rev, Decision.plan_id, Decision.fingerprint, Decision.outcome)
        .where(Decision.fingerprint.in_(mine), Decision.rule_rev == rule.rev)
        .order_by(Decision.id)
    )
    return _counted(rule, rows)


def _counted(rule: Rule, rows: Iterable[Row[*tuple[object, ...]]]) -> Precision:
    newest = {(row.plan_id, row.fingerprint): row.outcome for row in rows if row.rule_rev == rule.rev}
    outcomes = [outcome for outcome in newest.values() if outcome != UNDONE]
    wrong = outcomes.count("harmless")
    return Precision(rule.id, rule.rev, len(outcomes) - wrong, wrong, rule.budget.fp, rule.budget.min_decisions)


def weigh(session: Session, house: House, rule_id: str, rev: int) -> None:
    """After a decision: step a noisy company rule down to trial and tell its owner; report a noisy core rule to the heads.

    Runs in the transaction of the decision, after its event was recorded (which is the lock of the rulebook as well).
    """
    rule = next((one for one in pack_in_force(session, house).rules if one.id == rule_id), None)
    if rule is None or rule.rev != rev or rule.status != "active":
        return
    found = precision_of(session, rule)
    if not found.noisy:
        return
    if is_company(rule_id):
        _step_down(session, house, found)
    else:
        for head in _heads(session):
            tell(session, house, head, "noisy", rule_id, rev, wrong=found.wrong, decided=found.decided)


def _step_down(session: Session, house: House, found: Precision) -> None:
    row = find_rule(session, found.rule_id)
    if row.state != RuleState.ACTIVE or row.running is None:
        return
    to = rule_target(RuleAction.STEP_DOWN, RuleState(row.state), {RulePart.SYSTEM})
    document = document_in_force(session)
    entry = runnable(session, row, row.running, "trial")
    owner, number = row.owner_id, find_revision(session, row, row.running).number
    moved(session, house, row, to)
    step = {**document, "number": document["number"] + 1, "rules": put(document["rules"], entry)}
    publish(session, house, step, "step_down", found.rule_id, None)
    record(session, house, Event.RULE_STEP_DOWN, None, rule=found.rule_id, revision=number, wrong=found.wrong, decided=found.decided)
    tell(session, house, owner, "stepped_down", found.rule_id, found.rev, wrong=found.wrong, decided=found.decided)


def _heads(session: Session) -> list[int]:
    grants = select(RoleGrant.person_id).join(Person).where(RoleGrant.role == Role.HEAD_OF_COMPLIANCE.value, Person.active)
    return list(session.scalars(grants.distinct().order_by(RoleGrant.person_id)))
