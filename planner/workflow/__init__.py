"""The life of a plan as one table."""

from planner.workflow.moves import MOVES, Action, Move, Part, allowed, target
from planner.workflow.roles import ROLE_NAMES, Role
from planner.workflow.states import OPEN, STATE_NAMES, WRITABLE, State

__all__ = ["MOVES", "OPEN", "ROLE_NAMES", "STATE_NAMES", "WRITABLE", "Action", "Move", "Part", "Role", "State", "allowed", "target"]
