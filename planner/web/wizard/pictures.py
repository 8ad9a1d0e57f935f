"""The pictures of a step: drawn with the page, and drawn anew alone while somebody writes."""

from collections.abc import Iterator

from flask import Response, g
from markupsafe import Markup

from planner.documents import figures
from planner.services import wizard
from planner.web.access import requires
from planner.web.extensions import house, reading
from planner.web.htmx import render
from planner.web.language import language
from planner.web.wizard import bp
from planner.web.wizard.controls import control_id
from planner.wizards.answers import Answers
from planner.wizards.schema import Field, Group, Step
from planner.workflow import Role

WIDE, NARROW = 600, 330
"""Widths in pixels of the pictures on a desk and on a phone."""

INSET = 40
"""Width that the frame of a row takes from what stands in it."""

Pair = tuple[Markup, Markup]


@bp.get("/plans/<number>/steps/<slug>/pictures")
@requires(Role.REPRESENTATIVE)
def pictures(number: str, slug: str) -> Response:
    """Every picture of a step as it is stored now, each under the id it has on the page; nothing is checked."""
    step, answers = wizard.stored_step(reading(), house(), g.actor, number, slug)
    drawn = {f"{control_id(f'{slug}.{name}')}-tool-picture": pair for name, pair in tool_drawings(step, answers).items()}
    whole = step_picture(step, answers)
    return render("wizard/_pictures.html", pictures=drawn | ({"step-picture": whole} if whole else {}))


def step_picture(step: Step, answers: Answers) -> Pair | None:
    """The drawing of a whole step, for a desk and for a phone; None while there is nothing to draw."""
    group = next((item for item in step.items if isinstance(item, Group)), None)
    rows = answers.get(group.name) or [] if group else []
    match step.picture:
        case "goals" if goals := [one for one in figures.goals_of(rows, group, language()) if one.title]:
            drawn = [figures.goal_bars(goals, language(), width) for width in (WIDE, NARROW)]
        case "budget" if group is not None and (spent := figures.budget_items(rows, group, language())):
            drawn = [figures.budget_bars(spent, language(), width) for width in (WIDE, NARROW)]
        case _:
            return None
    return Markup(drawn[0]), Markup(drawn[1])  # noqa: S704  drawn by us; every word in it was escaped by the canvas


def tool_drawings(step: Step, answers: Answers) -> dict[str, Pair]:
    """The pictures of the tools by the path, in the step, of the group they stand before; those inside rows too."""
    return dict(_drawings(step.items, answers, "", (WIDE, NARROW)))


def _drawings(items: tuple[Field | Group, ...], answers: Answers, path: str, widths: tuple[int, int]) -> Iterator[tuple[str, Pair]]:
    wide, narrow = (figures.tool_pictures(items, answers, language(), width) for width in widths)
    for name in wide:
        yield f"{path}{name}", (Markup(wide[name]), Markup(narrow[name]))  # noqa: S704  escaped by the canvas
    for group in (item for item in items if isinstance(item, Group) and any(isinstance(inner, Group) for inner in item.fields)):
        for row in answers.get(group.name) or ():
            yield from _drawings(group.fields, row, f"{path}{group.name}.{row['id']}.", (WIDE - INSET, NARROW - INSET))
