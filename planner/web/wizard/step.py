"""One step of a plan: read it, save it, work on its rows."""

from typing import Any

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import NotFound
from planner.services import wizard
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, wants_fragment
from planner.web.language import t
from planner.web.wizard import bp, page
from planner.web.wizard.posting import Done, carry_out, keep
from planner.wizards.flow import SUBMIT
from planner.workflow import Part, Role


@bp.get("/plans/<number>/steps/<slug>")
@requires(Role.REPRESENTATIVE)
def step(number: str, slug: str) -> Response:
    """The workspace; a plan that is out of the author's hands shows its record instead."""
    view = wizard.open_step(reading(), house(), g.actor, number, slug)
    if Part.AUTHOR not in view.plan.parts:
        raise NotFound
    if not view.plan.writable:
        return go_to(url_for("plans.show", number=number))
    taken = request.args.get("taken", "")
    opened = frozenset(request.args.getlist("open"))
    return page.show(Done(view, open=opened, taken=(int(taken), "") if taken.isdecimal() else None), number)


@bp.post("/plans/<number>/steps/<slug>")
@requires(Role.REPRESENTATIVE)
def save(number: str, slug: str) -> Response:
    """Save what was typed, check it, do what the button says; for the script only the parts that changed."""
    if "do" in request.form:
        with transaction() as session:
            done = carry_out(session, house(), g.actor, number, slug, request.form)
    else:
        with transaction(keep=True) as session:
            kept = keep(session, house(), g.actor, number, slug, request.form)
        done = kept.check()  # nobody who wants to write waits for it
    if wants_fragment() and done.leave is None:
        return page.fragments(done, number)
    if done.status != 200:
        return page.show(done, number)
    return go_to(_after(done, number, slug))


def _after(done: Done, number: str, slug: str) -> str:
    if done.leave == SUBMIT:
        return url_for("wizard.check", number=number)
    if done.leave is not None:
        return url_for("wizard.step", number=number, slug=done.leave)
    if not done.place:
        flash(t("已保存。", "Saved."))
    more: dict[str, Any] = {}
    if done.open:
        more["open"] = sorted(done.open)
    if done.taken:
        more["taken"] = done.taken[0]
    return url_for("wizard.step", number=number, slug=slug, _anchor=done.place or None, **more)
