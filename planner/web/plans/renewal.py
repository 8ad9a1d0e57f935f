"""Write the next period's plan from the last one, and see what came of it."""

from typing import Any

from flask import Response, flash, g, url_for

from planner.services import renewal
from planner.services.renewal import Renewal
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import t
from planner.web.plans import bp
from planner.web.wizard.controls import control_id
from planner.workflow import Role


@bp.context_processor
def earlier() -> dict[str, Any]:
    """`earlier_plans()`: own plans the next period's can be written from; asked only by the pages that list them."""
    return {"earlier_plans": lambda: renewal.renewable(reading(), g.actor, house())}


@bp.post("/<number>/renew")
@requires(Role.REPRESENTATIVE)
def renew(number: str) -> Response:
    """A new draft with the answers of the last period; what changed on the way is shown before the first step."""
    with transaction() as session:
        made = renewal.renew(session, house(), g.actor, number)
    flash(t("新一期的草稿 {n} 写好了，先看一遍。", "The draft for the next period is {n}. Look it over first.", n=made))
    return go_to(url_for("plans.renewed", number=made))


@bp.get("/<number>/renewed")
@requires(Role.REPRESENTATIVE)
def renewed(number: str) -> Response:
    """What no longer passes today, which dates moved, what was left out on purpose."""
    view = renewal.open_renewal(reading(), house(), g.actor, number)
    return render("plans/renewed.html", None, 200, view=view, number=number, link=_linker(view, number))


def _linker(view: Renewal, number: str) -> Any:
    """From a path to the field in the wizard; "" when the draft has it no more."""

    def link(path: str) -> str:
        if path not in view.places:
            return ""
        slug = path.partition(".")[0]
        row = path.rpartition(".")[0]
        opened: dict[str, Any] = {"open": row} if path.count(".") > 2 else {}
        return url_for("wizard.step", number=number, slug=slug, _anchor=control_id(path) if "." in path else None, **opened)

    return link
