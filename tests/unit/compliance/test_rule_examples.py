"""Every rule of the pack against its own examples: hits, near misses and clean suggestions."""

import pytest

from planner.compliance.prove import dirty_suggestions, judge
from planner.compliance.schema import Rule
from tests.factories.core import core_pack

PACK = core_pack()


@pytest.mark.parametrize("rule", [r for r in PACK.rules if r.status != "retired"], ids=lambda rule: rule.id)
def test_a_rule_keeps_its_examples(rule: Rule) -> None:
    wrong = [reason for example in rule.tests.hit if (reason := judge(PACK, rule, example, hit=True))]
    wrong += [reason for example in rule.tests.miss if (reason := judge(PACK, rule, example, hit=False))]
    wrong += dirty_suggestions(PACK, rule)
    assert not wrong
