"""The one table of moves: who may do what when, and where it leads.

Services ask it; no view and no template decides. The words behind it: docs/compliance/workflow.md.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from planner.kernel.errors import NotAllowed, WrongState
from planner.kernel.i18n import Text
from planner.workflow.states import STATE_NAMES, State


class Part(StrEnum):
    """What a person is to one revision; computed by services from person, roles and territory."""

    AUTHOR = "author"
    OFFICER = "officer"  # an officer of the plan's territory, not its author
    CLAIMANT = "claimant"  # the officer who holds the claim
    PASSER = "passer"  # the officer who passed this revision
    MANAGER = "manager"  # a manager of the plan's territory, neither its author nor its passer
    READER = "reader"  # may read, nothing else
    SYSTEM = "system"  # the clock: expiry


class Action(StrEnum):
    """Everything that can be done to a revision."""

    SAVE = "save"
    DELETE = "delete"
    UNDELETE = "undelete"
    SUBMIT = "submit"
    RECALL = "recall"
    CLAIM = "claim"
    RELEASE = "release"
    REASSIGN = "reassign"
    DECIDE = "decide"
    GRANT = "grant"
    REMARK = "remark"
    RETURN_TO_AUTHOR = "return_to_author"
    PASS = "pass"
    RECALL_PASS = "recall_pass"
    OPEN_TO_SIGN = "open_to_sign"
    REFUSE = "refuse"
    APPROVE = "approve"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table.

    :param sources: states it starts from
    :param target: the state it leads to; None leaves the state as it is
    :param parts: who may make it
    :param signs: needs the signing PIN
    :param reason: needs a written reason
    """

    sources: frozenset[State]
    target: State | None
    parts: frozenset[Part]
    signs: bool = False
    reason: bool = False


def _move(sources: Collection[State], target: State | None, *parts: Part, signs: bool = False, reason: bool = False) -> Move:
    return Move(frozenset(sources), target, frozenset(parts), signs, reason)


MOVES: dict[Action, Move] = {
    Action.SAVE: _move({State.DRAFT, State.RETURNED}, None, Part.AUTHOR),
    Action.DELETE: _move({State.DRAFT}, State.DELETED, Part.AUTHOR),  # never-submitted plans only; the service checks
    Action.UNDELETE: _move({State.DELETED}, State.DRAFT, Part.AUTHOR),
    Action.SUBMIT: _move({State.DRAFT, State.RETURNED}, State.IN_REVIEW, Part.AUTHOR, signs=True),
    Action.RECALL: _move({State.IN_REVIEW}, State.DRAFT, Part.AUTHOR),  # until claimed; the service checks
    Action.CLAIM: _move({State.IN_REVIEW}, None, Part.OFFICER),
    Action.RELEASE: _move({State.IN_REVIEW}, None, Part.CLAIMANT),
    Action.REASSIGN: _move({State.IN_REVIEW}, None, Part.OFFICER),
    Action.DECIDE: _move({State.IN_REVIEW}, None, Part.CLAIMANT),
    Action.GRANT: _move({State.IN_REVIEW}, None, Part.OFFICER),  # an exception, by a role the rule names; the service checks
    Action.REMARK: _move({State.IN_REVIEW}, None, Part.CLAIMANT),
    Action.RETURN_TO_AUTHOR: _move({State.IN_REVIEW}, State.RETURNED, Part.CLAIMANT),
    Action.PASS: _move({State.IN_REVIEW}, State.IN_APPROVAL, Part.CLAIMANT, signs=True),
    Action.RECALL_PASS: _move({State.IN_APPROVAL}, State.IN_REVIEW, Part.PASSER),  # until opened to sign; the service checks
    Action.OPEN_TO_SIGN: _move({State.IN_APPROVAL}, None, Part.MANAGER),
    Action.REFUSE: _move({State.IN_APPROVAL}, State.RETURNED, Part.MANAGER, reason=True),
    Action.APPROVE: _move({State.IN_APPROVAL}, State.APPROVED, Part.MANAGER, signs=True),
    Action.AMEND: _move({State.APPROVED}, None, Part.AUTHOR),  # opens the next revision as a draft
    Action.WITHDRAW: _move({State.APPROVED}, State.WITHDRAWN, Part.MANAGER, reason=True),
    Action.EXPIRE: _move({State.APPROVED}, State.EXPIRED, Part.SYSTEM),
    Action.SUPERSEDE: _move({State.APPROVED}, State.SUPERSEDED, Part.SYSTEM),
}


def allowed(action: Action, state: State, parts: Collection[Part]) -> bool:
    """True when somebody with these parts may do this in this state."""
    move = MOVES[action]
    return state in move.sources and not move.parts.isdisjoint(parts)


def target(action: Action, state: State, parts: Collection[Part]) -> State:
    """Where the action leads.

    :param parts: everything the actor is to this revision
    :returns: the new state; the same one for actions that leave it
    :raises WrongState: the action does not start from `state`
    :raises NotAllowed: it does, but not for somebody with these parts
    """
    move = MOVES[action]
    if state not in move.sources:
        name = STATE_NAMES[state]
        raise WrongState(
            Text(f"这份计划现在是“{name.zh}”，不能这样做。", f"This plan is now “{name.en}”; that cannot be done."), state.value
        )
    if move.parts.isdisjoint(parts):
        raise NotAllowed(Text("这一步不由你来做。", "This step is not yours to take."))
    return move.target if move.target is not None else state
