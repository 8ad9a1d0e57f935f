"""What changed between two revisions of a plan, field by field and sentence by sentence."""

from itertools import groupby

from flask import Response, g, request

from planner.kernel.errors import NotFound
from planner.services import plans
from planner.services.changes_grouped import Part, grouped
from planner.services.changes_revisions import Side, compare
from planner.web.access import signed_in
from planner.web.dates import day
from planner.web.extensions import house, reading
from planner.web.htmx import render
from planner.web.language import t
from planner.web.plans import bp
from planner.wizards.schema import PlanType
from planner.workflow import STATE_NAMES


@bp.get("/<number>/differences")
@signed_in
def differences(number: str) -> Response:
    """Two revisions to choose; without a choice the newest against the one in force."""
    found = compare(reading(), house(), g.actor, number, _asked("old"), _asked("new"))
    view = found.view if found else plans.open_plan(reading(), house(), g.actor, number)
    parts = grouped(found.difference) if found else ()
    sides = [(side.number, _name(side)) for side in found.sides] if found else []
    steps = _by_step(parts, view.plan_type)
    return render("changes/show.html", None, 200, plan=view, number=number, found=found, steps=steps, sides=sides)


def _asked(name: str) -> int | None:
    """The revision named in the address.

    :raises NotFound: not a number
    """
    asked = request.args.get(name, "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 6):
        raise NotFound
    return int(asked)


def _name(side: Side) -> str:
    return t("第 {n} 版，{state}，{d}", "Revision {n}, {state}, {d}", n=side.number, state=t(STATE_NAMES[side.state]), d=day(side.since))


def _by_step(parts: tuple[Part, ...], plan_type: PlanType) -> list[tuple[str, list[Part]]]:
    """The parts under the title of their step; a step that a later kind of plan no longer has keeps its name."""
    titles = {step.slug: t(step.title) for step in plan_type.steps}
    return [(titles.get(slug, slug), list(inner)) for slug, inner in groupby(parts, key=lambda part: part.step)]
