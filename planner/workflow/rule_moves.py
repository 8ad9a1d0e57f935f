"""The life of a company rule as one table, like that of a plan in moves.py.

A rule runs unseen before it speaks; whatever people will notice takes a second person.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from planner.kernel.errors import NotAllowed, WrongState
from planner.kernel.i18n import Text


class RuleState(StrEnum):
    """Where a company rule stands."""

    DRAFT = "draft"
    TRIAL = "trial"
    ACTIVE = "active"
    RETIRED = "retired"


class RulePart(StrEnum):
    """What a person is to a change of the rulebook; computed by services from person and roles."""

    EDITOR = "editor"  # an officer or the head of compliance, and no administrator
    SECOND = "second"  # an editor who neither proposed the change nor wrote what it brings in
    SYSTEM = "system"  # a budget that is used up


class RuleAction(StrEnum):
    """Everything that can be done to a company rule."""

    SAVE = "save"
    TRY = "try"
    DISCARD = "discard"
    PROPOSE_ACTIVATION = "propose_activation"
    ACTIVATE = "activate"
    PROPOSE_RETIREMENT = "propose_retirement"
    RETIRE = "retire"
    STEP_DOWN = "step_down"


@dataclass(frozen=True, slots=True)
class RuleMove:
    """One line of the table; a target of None leaves the state as it is."""

    sources: frozenset[RuleState]
    target: RuleState | None
    part: RulePart


def _move(sources: Collection[RuleState], target: RuleState | None, part: RulePart) -> RuleMove:
    return RuleMove(frozenset(sources), target, part)


_RUNNING = (RuleState.TRIAL, RuleState.ACTIVE)
RULE_MOVES: dict[RuleAction, RuleMove] = {
    RuleAction.SAVE: _move((RuleState.DRAFT, *_RUNNING), None, RulePart.EDITOR),
    RuleAction.TRY: _move((RuleState.DRAFT, RuleState.TRIAL), RuleState.TRIAL, RulePart.EDITOR),
    RuleAction.DISCARD: _move((RuleState.DRAFT,), RuleState.RETIRED, RulePart.EDITOR),
    RuleAction.PROPOSE_ACTIVATION: _move(_RUNNING, None, RulePart.EDITOR),  # of an active one: its newest revision
    RuleAction.ACTIVATE: _move(_RUNNING, RuleState.ACTIVE, RulePart.SECOND),
    RuleAction.PROPOSE_RETIREMENT: _move(_RUNNING, None, RulePart.EDITOR),
    RuleAction.RETIRE: _move(_RUNNING, RuleState.RETIRED, RulePart.SECOND),
    RuleAction.STEP_DOWN: _move((RuleState.ACTIVE,), RuleState.TRIAL, RulePart.SYSTEM),
}

RULE_STATE_NAMES: dict[RuleState, Text] = {
    RuleState.DRAFT: Text("草稿", "Draft"),
    RuleState.TRIAL: Text("试运行", "On trial"),
    RuleState.ACTIVE: Text("启用中", "Active"),
    RuleState.RETIRED: Text("已停用", "Retired"),
}
RULE_ACTION_NAMES: dict[RuleAction, Text] = {
    RuleAction.SAVE: Text("修改", "Edit"),
    RuleAction.TRY: Text("开始试运行", "Start the trial"),
    RuleAction.DISCARD: Text("不要这份草稿", "Discard the draft"),
    RuleAction.PROPOSE_ACTIVATION: Text("申请启用", "Propose to activate"),
    RuleAction.ACTIVATE: Text("批准启用", "Approve the activation"),
    RuleAction.PROPOSE_RETIREMENT: Text("申请停用", "Propose to retire"),
    RuleAction.RETIRE: Text("批准停用", "Approve the retirement"),
    RuleAction.STEP_DOWN: Text("退回试运行", "Step down to trial"),
}


def rule_target(action: RuleAction, state: RuleState, parts: Collection[RulePart]) -> RuleState:
    """Where an action leads.

    :raises WrongState: the action does not start from `state`
    :raises NotAllowed: it does, but not for somebody with these parts
    """
    move = RULE_MOVES[action]
    if state not in move.sources:
        name, act = RULE_STATE_NAMES[state], RULE_ACTION_NAMES[action]
        raise WrongState(
            Text(f"这条规则现在是“{name.zh}”，不能“{act.zh}”。", f"This rule is “{name.en}” now; “{act.en}” is not possible."), state.value
        )
    if move.part not in parts:
        raise NotAllowed(Text("这一步要由另一位专员来做。", "This step is for another officer."))
    return move.target if move.target is not None else state


def rule_actions(state: RuleState, parts: Collection[RulePart]) -> frozenset[RuleAction]:
    """Everything somebody with these parts may do in this state."""
    return frozenset(action for action, move in RULE_MOVES.items() if state in move.sources and move.part in parts)
