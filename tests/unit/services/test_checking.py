"""What the checker is told beside the answers."""

from datetime import date

from planner.compliance.plan import check_plan
from planner.compliance.policy import Policy
from planner.models import Person
from planner.services.checking import Checked, PlanAnswers, author_facts, checked, document
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


FILED = author_facts(Person(filing_number="浙备2026-010117", filing_expires=date(2027, 8, 2)))


def read(answers: PlanAnswers = ANSWERS, policy: Policy | None = None, on: date = date(2027, 1, 4)) -> Checked:
    return checked(discover()["launch"], answers, (), policy or Policy(), on, FILED, None, core_pack())


def test_what_is_kept_of_a_plan_is_what_reading_and_checking_it_gives() -> None:
    plan = document(discover()["launch"], ANSWERS, (), Policy(), date(2027, 1, 4), FILED)
    for _ in range(2):
        assert (read().document, read().report) == (plan, check_plan(plan, core_pack()))


def test_a_plan_that_says_the_same_is_checked_once() -> None:
    assert read().report is read({"launch-phase": {"activities": [dict(ACTIVITY)]}}).report


def test_other_words_another_day_and_another_policy_are_checked_anew() -> None:
    told = {"launch-phase": {"activities": [{**ACTIVITY, "name": "向到会医生赠送购物卡的科室会"}]}}
    assert len(read(told).report.findings) > len(read().report.findings)
    assert read(on=date(2027, 1, 5)).document.on == date(2027, 1, 5)
    assert read(policy=Policy(visits_per_day=7)).document.policy["visits_per_day"] == 7
