"""The life of a plan as one table, and that of a company rule as another."""

from planner.workflow.library_rights import KEEPERS, LIBRARY_NAMES, LibraryKind, keeps
from planner.workflow.moves import MOVES, Action, Move, Part, allowed, target
from planner.workflow.roles import LENDABLE, ROLE_NAMES, Role
from planner.workflow.rule_moves import (
    RULE_ACTION_NAMES,
    RULE_MOVES,
    RULE_STATE_NAMES,
    RuleAction,
    RuleMove,
    RulePart,
    RuleState,
    rule_actions,
    rule_target,
)
from planner.workflow.states import OPEN, STATE_NAMES, WRITABLE, State

__all__ = [
    "KEEPERS", "LENDABLE", "LIBRARY_NAMES", "MOVES", "OPEN", "ROLE_NAMES", "RULE_ACTION_NAMES", "RULE_MOVES", "RULE_STATE_NAMES", "STATE_NAMES", "WRITABLE",
    "Action", "LibraryKind", "Move", "Part", "Role", "RuleAction", "RuleMove", "RulePart", "RuleState", "State", "allowed",
    "keeps", "rule_actions", "rule_target", "target",
]  # fmt: skip
