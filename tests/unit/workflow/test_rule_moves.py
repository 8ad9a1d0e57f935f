"""Every cell of the table of rule moves: allowed as written, refused everywhere else."""

from itertools import combinations

import pytest

from planner.kernel.errors import NotAllowed, WrongState
from planner.workflow import RULE_ACTION_NAMES, RULE_MOVES, RULE_STATE_NAMES, RuleAction, RulePart, RuleState, rule_actions, rule_target

D, T, A, R = RuleState.DRAFT, RuleState.TRIAL, RuleState.ACTIVE, RuleState.RETIRED
EDITOR, SECOND, SYSTEM = RulePart.EDITOR, RulePart.SECOND, RulePart.SYSTEM
WRITTEN = {  # by hand from the description of the life of a rule, not from the table
    RuleAction.SAVE: ({D: D, T: T, A: A}, EDITOR),
    RuleAction.TRY: ({D: T, T: T}, EDITOR),
    RuleAction.DISCARD: ({D: R}, EDITOR),
    RuleAction.PROPOSE_ACTIVATION: ({T: T, A: A}, EDITOR),
    RuleAction.ACTIVATE: ({T: A, A: A}, SECOND),
    RuleAction.PROPOSE_RETIREMENT: ({T: T, A: A}, EDITOR),
    RuleAction.RETIRE: ({T: R, A: R}, SECOND),
    RuleAction.STEP_DOWN: ({A: T}, SYSTEM),
}
PARTS = [frozenset(some) for size in range(len(RulePart) + 1) for some in combinations(RulePart, size)]


@pytest.mark.parametrize("action", RuleAction)
@pytest.mark.parametrize("state", RuleState)
def test_every_action_from_every_state_by_every_part(action: RuleAction, state: RuleState) -> None:
    moves, part = WRITTEN[action]
    for parts in PARTS:
        if state in moves and part in parts:
            assert rule_target(action, state, parts) is moves[state]
            assert action in rule_actions(state, parts)
            continue
        assert action not in rule_actions(state, parts)
        with pytest.raises(NotAllowed if state in moves else WrongState):
            rule_target(action, state, parts)


def test_every_action_and_state_has_a_name_in_both_languages() -> None:
    assert set(RULE_MOVES) == set(RULE_ACTION_NAMES) == set(RuleAction)
    assert set(RULE_STATE_NAMES) == set(RuleState)
    assert all(text.zh and text.en for text in (*RULE_ACTION_NAMES.values(), *RULE_STATE_NAMES.values()))


def test_nobody_brings_a_rule_into_force_alone() -> None:
    seen, front = {D}, {D}
    while front:
        reached = {rule_target(a, s, {EDITOR}) for s in front for a in rule_actions(s, {EDITOR})}
        front = reached - seen
        seen |= reached
    assert A not in seen
