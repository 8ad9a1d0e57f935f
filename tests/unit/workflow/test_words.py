"""The table of moves and its words say the same."""

import re
from pathlib import Path

from planner.workflow import MOVES, STATE_NAMES

WORDS = (Path(__file__).parents[3] / "docs/compliance/workflow.md").read_text("utf-8")
LINES = {
    name: [cell.strip() for cell in line.split("|")[2:5]]
    for line in WORDS.splitlines()
    if line.startswith("| `")
    for name in re.findall(r"`(\w+)`", line.split("|")[1])
}


def test_every_move_has_its_line_and_no_line_is_left_over() -> None:
    assert set(LINES) == {action.value for action in MOVES}


def test_a_line_starts_from_the_states_of_the_table() -> None:
    for action, move in MOVES.items():
        sources = {part.strip().replace(" ", "_") for part in LINES[action.value][0].split(",")}
        assert sources == {state.value for state in move.sources}, action


def test_a_move_that_signs_says_pin() -> None:
    assert {name for name, cells in LINES.items() if "PIN" in cells[1]} == {action.value for action, move in MOVES.items() if move.signs}


def test_every_state_has_a_name_in_both_languages() -> None:
    assert all(name.zh and name.en for name in STATE_NAMES.values())
