"""What an answer is about: the controls it draws, and where they stand."""

from planner.kernel.i18n import Text
from planner.web.wizard.wanted import Wanted
from planner.wizards.schema import Field

LINE = Field("name", "line", Text("名称", "Name"))
SUM = Field("total", "computed", Text("合计", "Total"), factors=("price", "count"))
NUMBER = Field("number", "line", Text("批准号", "Number"), offers="materials")
FILING = Field("filing", "known", Text("备案号", "Filing"), source="person.filing")

TYPED, FOUND = "goals.goals.a1.name", "goals.goals.b2.steps.c3.name"
WANTED = Wanted({TYPED, FOUND}, (TYPED,))


def test_what_was_typed_and_what_has_findings_is_drawn() -> None:
    assert WANTED.control(LINE, TYPED) and WANTED.control(LINE, FOUND)
    assert not WANTED.control(LINE, "goals.goals.a1.other") and not WANTED.control(LINE, "goals.title")


def test_what_follows_from_other_answers_is_drawn_beside_what_was_saved() -> None:
    assert WANTED.control(SUM, "goals.goals.a1.total") and WANTED.control(NUMBER, "goals.goals.a1.number")
    assert not WANTED.control(SUM, "goals.goals.b2.total") and not WANTED.control(NUMBER, "goals.number")
    assert WANTED.control(FILING, "goals.filing")  # it follows from another step


def test_groups_and_rows_are_gone_into_only_on_the_way_to_a_control() -> None:
    for place in ("goals.goals", "goals.goals.a1", "goals.goals.b2", "goals.goals.b2.steps", "goals.goals.b2.steps.c3"):
        assert WANTED.inside(place)
    assert not WANTED.inside("goals.goals.a") and not WANTED.inside("goals.goal") and not WANTED.inside("goals.goals.a1.steps")


def test_a_group_has_moved_when_something_in_it_was_saved() -> None:
    assert WANTED.moved("goals.goals") and not WANTED.moved("goals.goals.b2.steps")


def test_a_path_that_somebody_made_up_costs_no_more_than_a_real_one() -> None:
    made_up = "goals." + "a." * 100_000
    assert len(Wanted({made_up}, ())._holding) == 7
