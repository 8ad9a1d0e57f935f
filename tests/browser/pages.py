"""The main pages, who looks at them, and prepared plans for them to show."""

from dataclasses import dataclass

from planner.seeds import play
from planner.services.wizard import base_of
from tests.browser.people import ADMINISTRATOR, MANAGER, OFFICER, WRITER
from tests.factories.stage import Cast

TEMPTING = "让科主任提前了解禾屿单抗的优势，上市首月争取每位专家开出第一张处方。"


@dataclass(frozen=True, slots=True)
class Prepared:
    """Numbers of plans, each at a different point of its life."""

    draft: str
    waiting: str
    passed: str
    approved: str


@dataclass(frozen=True, slots=True)
class Place:
    """A page.

    :param person: who looks, empty for a stranger
    :param path: with the names of `Prepared` in braces
    """

    name: str
    person: str
    path: str


PLACES = (
    Place("sign-in", "", "/sign-in"),
    Place("verify", "", "/verify"),
    Place("today of a representative", WRITER, "/"),
    Place("account", WRITER, "/account"),
    Place("notices", WRITER, "/notices"),
    Place("mail settings", WRITER, "/notices/settings"),
    Place("my plans", WRITER, "/plans"),
    Place("record of an approved plan", WRITER, "/plans/{approved}"),
    Place("basics", WRITER, "/plans/{draft}/steps/basics"),
    Place("workspace", WRITER, "/plans/{draft}/steps/pre-launch"),
    Place("goals", WRITER, "/plans/{draft}/steps/goals"),
    Place("budget", WRITER, "/plans/{draft}/steps/resources"),
    Place("check and submit", WRITER, "/plans/{draft}/check-and-submit"),
    Place("rulebook", WRITER, "/rulebook"),
    Place("today of an officer", OFFICER, "/"),
    Place("desk", OFFICER, "/review/{waiting}"),
    Place("today of a manager", MANAGER, "/"),
    Place("approval", MANAGER, "/approval/{passed}"),
    Place("today of an administrator", ADMINISTRATOR, "/"),
    Place("company", ADMINISTRATOR, "/company"),
    Place("people", ADMINISTRATOR, "/company/people"),
)


def prepare(cast: Cast) -> Prepared:
    """Four plans: one with findings, one to review, one to approve, one in force."""
    draft = cast.draft(cast.zhou)
    with cast.act() as session:
        view = play.wizard.open_step(session, cast.house, cast.zhou, draft, "pre-launch")
        change = play.Change("pre-launch.objective", TEMPTING, base_of(view.answers["objective"]))
        play.wizard.save_fields(session, cast.house, cast.zhou, draft, "pre-launch", [change])
    return Prepared(
        draft=draft,
        waiting=cast.submitted(cast.zhou),
        passed=cast.passed(cast.ye, cast.lu),
        approved=cast.approved(cast.zhou, cast.lu, cast.han),
    )
