"""What the checker is told beside the answers."""

from datetime import date

from planner.compliance.plan import check_plan
from planner.compliance.policy import Policy
from planner.models import Person
from planner.services.checking import author_facts, document
from planner.wizards.registry import discover
from tests.factories.core import core_pack

ACTIVITY = {"id": "k3f9abcd", "name": "说明书科室会", "owner": "rep", "from_date": "2027-08-02", "to_date": "2027-08-02"}
ANSWERS = {"launch-phase": {"activities": [ACTIVITY]}}


def rules_of(author: Person) -> set[str]:
    plan = document(discover()["launch"], ANSWERS, (), Policy(), date(2027, 1, 4), author_facts(author))
    return {finding.rule_id for finding in check_plan(plan, core_pack()).findings}


def test_an_author_whose_filing_ends_before_an_activity_is_told() -> None:
    rules = rules_of(Person(filing_number="浙备2026-010117", filing_expires=date(2027, 8, 1)))
    assert "institution.filing-expires" in rules and "institution.filing-missing" not in rules


def test_an_author_without_a_filing_is_told() -> None:
    assert "institution.filing-missing" in rules_of(Person(filing_number="", filing_expires=None))


def test_a_valid_filing_is_silent() -> None:
    rules = rules_of(Person(filing_number="浙备2026-010117", filing_expires=date(2027, 8, 2)))
    assert not any(rule.startswith("institution.filing") for rule in rules)
