"""What two rulebooks say to the same plan."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from planner.compliance.document import PlanDocument
from planner.compliance.findings import Finding, Report
from planner.compliance.pack import Pack
from planner.compliance.plan import check_plan
from planner.kernel.clock import local_date
from planner.models import Decision, Revision
from planner.services import checking, decisions, library
from planner.services.house import House
from planner.services.places import place_names
from planner.services.policy import policy_in_force
from planner.wizards.snapshot import from_json
from planner.workflow import WRITABLE, State


@dataclass(frozen=True, slots=True)
class Job:
    """One plan, read and ready to be checked.

    :param decided: fingerprint → outcome and officer of the newest decision on it
    :param quoted: what it says was submitted; a text that is still being written is its author's alone
    """

    revision_id: int
    document: PlanDocument
    names: dict[str, str]
    decided: dict[str, tuple[str, str]]
    quoted: bool


def job_of(session: Session, house: House, row: Revision) -> Job:
    """A plan to be compared: as it is typed while it can be written, else as it was submitted."""
    content = json.loads(row.content) if row.content and State(row.state) not in WRITABLE else None
    plan_type = from_json(content["plan_type"]) if content else house.plan_types[row.plan.plan_type]
    answers = content["answers"] if content else {step.step: step.answers for step in row.steps}
    facts = tuple(checking.facts(product) for product in checking.chosen_products(session, answers))
    policy, on, materials = policy_in_force(session), local_date(house.clock()), library.material_facts(session)
    document = checking.document(plan_type, answers, facts, policy, on, materials=materials)
    newest: dict[str, Decision] = {}
    for (fingerprint, _), decision in decisions.standing(session, row.plan_id).items():
        if fingerprint not in newest or newest[fingerprint].id < decision.id:
            newest[fingerprint] = decision
    said = {fingerprint: (decision.outcome, decision.officer.name) for fingerprint, decision in newest.items()}
    return Job(row.id, document, place_names(plan_type, answers), said, content is not None)


def differences(job: Job, before: Pack, new: Pack) -> list[dict[str, Any]]:
    """What one plan would gain, lose, or be told otherwise; plain values, to be stored."""
    old, now = _by_place(check_plan(job.document, before)), _by_place(check_plan(job.document, new))
    found = [_item(job, "new", one, None, one) for key, one in now.items() if key not in old]
    for key, was in old.items():
        is_ = now.get(key)
        if is_ is None:
            found.append(_item(job, "lost", was, was, None))
        elif (was.severity, was.quote) != (is_.severity, is_.quote):
            found.append(_item(job, "changed", is_, was, is_))
    return found


def _item(job: Job, kind: str, shown: Finding, was: Finding | None, is_: Finding | None) -> dict[str, Any]:
    outcome, by = job.decided.get(shown.fingerprint, ("", ""))
    return {
        "kind": kind,
        "revision": job.revision_id,
        "path": shown.path,
        "where": job.names.get(shown.path, ""),
        "rule": shown.rule_id,
        "title": {"zh": shown.title.zh, "en": shown.title.en},
        "before": was.severity.value if was else "",
        "after": is_.severity.value if is_ else "",
        "quote": shown.quote if job.quoted else "",
        "decided": outcome,
        "by": by,
    }


def _by_place(report: Report) -> dict[tuple[str, str, int], Finding]:
    """Findings by field, fingerprint, and how many of the same stand before them."""
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for finding in report.findings:
        place = (finding.path, finding.fingerprint)
        found[*place, seen[place]] = finding
        seen[place] += 1
    return found
