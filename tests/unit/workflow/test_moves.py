"""The one table: who may do what when."""

import pytest

from planner.kernel.errors import NotAllowed, WrongState
from planner.workflow import MOVES, OPEN, WRITABLE, Action, Part, State, allowed, target

CELLS = [(action, state, part) for action in Action for state in State for part in Part]


@pytest.mark.parametrize(("action", "state", "part"), CELLS)
def test_every_cell_is_a_move_or_a_refusal(action: Action, state: State, part: Part) -> None:
    move = MOVES[action]
    if state not in move.sources:
        with pytest.raises(WrongState) as stop:
            target(action, state, {part})
        assert stop.value.state == state.value
    elif part not in move.parts:
        with pytest.raises(NotAllowed):
            target(action, state, {part})
    else:
        assert target(action, state, {part}) is (move.target or state)
    assert allowed(action, state, {part}) is (state in move.sources and part in move.parts)


def test_the_author_signs_nothing_but_the_submission() -> None:
    assert [action for action, move in MOVES.items() if move.signs and Part.AUTHOR in move.parts] == [Action.SUBMIT]
    assert (
        Part.AUTHOR not in MOVES[Action.DECIDE].parts | MOVES[Action.GRANT].parts | MOVES[Action.PASS].parts | MOVES[Action.APPROVE].parts
    )


def test_what_was_signed_is_never_written_again() -> None:
    assert MOVES[Action.SAVE].sources == WRITABLE
    assert not WRITABLE & {State.IN_REVIEW, State.IN_APPROVAL, State.APPROVED}


def test_a_reader_does_nothing() -> None:
    assert all(Part.READER not in move.parts for move in MOVES.values())


def test_only_an_approval_puts_a_plan_in_force() -> None:
    assert [action for action, move in MOVES.items() if move.target is State.APPROVED] == [Action.APPROVE]
    assert MOVES[Action.APPROVE].sources == {State.IN_APPROVAL}


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached, grown = {State.DRAFT}, True
    while grown:
        more = {move.target for move in MOVES.values() if move.target and move.sources & reached} - reached
        reached, grown = reached | more, bool(more)
    assert reached == set(State)
    assert reached > OPEN
