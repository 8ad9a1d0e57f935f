"""What is registered, declared and told belongs together."""

from pathlib import Path

import pytest

from planner.compliance.findings import Severity
from planner.compliance.schema import Rule
from planner.compliance.structural import CHECKS
from planner.compliance.structural.base import texts
from planner.compliance.structural.examples import run
from tests.unit.compliance.structural.sheets import PACK

TABLE = (Path(__file__).parents[4] / "docs" / "compliance" / "structural.md").read_text(encoding="utf-8")
RULES = [rule for rule in PACK.rules if rule.match.structural is not None]


def test_every_check_serves_a_rule_that_is_told() -> None:
    used = {rule.match.structural.check for rule in RULES if rule.match.structural is not None}
    assert used == set(CHECKS)
    assert [rule.id for rule in RULES if f".{rule.id.split('.', 1)[1]}`" not in TABLE] == []


def test_every_structural_rule_of_the_ideas_has_its_line() -> None:
    assert [number for number in range(1, 31) if f"| S-{number:02d} |" not in TABLE] == []


def test_prose_against_fields_only_advises() -> None:
    assert {rule.severity for rule in RULES if rule.category in ("consistency", "quality")} == {Severity.ADVISE}


def test_word_lists_reach_the_checks_opened_and_in_standard_spelling() -> None:
    compiled = PACK.compiled.by_id["off-label.disease-outside-label"]
    diseases = texts(compiled.params, "diseases")
    assert len(diseases) >= 300 and not any(name.startswith("$") for name in diseases)
    assert all(name == name.lower() for name in diseases)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_message_is_filled_in_both_languages(rule: Rule) -> None:
    for example in rule.tests.hit:
        for finding in run(PACK, rule, example):
            assert "{" not in finding.message.zh + finding.message.en, finding.message
            assert "None" not in finding.message.zh + finding.message.en, finding.message
            assert "““" not in finding.message.zh and "“”" not in finding.message.zh, finding.message
