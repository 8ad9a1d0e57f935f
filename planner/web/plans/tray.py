"""The tray of a plan begun from a file: what went where, what still waits, and putting it in its place."""

from collections import Counter
from typing import Any

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import Invalid, NotFound, Stale
from planner.kernel.i18n import Text
from planner.services import intake_tray, plans
from planner.services.intake_tray import Held, Tray
from planner.services.places import place_names
from planner.services.plans import PlanView
from planner.services.tray_targets import targets
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import language, t
from planner.web.marks import Mark
from planner.web.plans import bp
from planner.web.wizard import page
from planner.web.wizard.controls import control_id
from planner.web.wizard.posting import carry_out
from planner.workflow import Part, Role

_PUT = Text("已放进“{name}”。", "Put into “{name}”.")
_DROPPED = Text("不用这一段了；在“全部来文”里可以放回。", "Left out; it can be brought back from the list of all passages.")
_BACK = Text("已放回托盘。", "Back in the tray.")
_ALL = Text(
    "{n} 段都不用了；在“全部来文”里可以放回。", "{n} passages left out; they can be brought back from the list.", "1 passage left out."
)
_NONE_PICKED = Text("没有勾上任何一段。", "No passage is ticked.")
_MOST_NUMBER = 9


@bp.get("/<number>/intake")
@requires(Role.REPRESENTATIVE)
def taken_in(number: str) -> Response:
    """Which step got how much of the file, and what waits."""
    view, found = _open(number)
    spread = {one["step"]: one for one in found.intake.spread}
    waiting = Counter(held.passage.step for held in found.held)
    guides = [one["text"] for one in found.intake.guides]
    return render("plans/intake.html", None, 200, plan=view, number=number, tray=found, spread=spread, waiting=waiting, guides=guides)


@bp.get("/<number>/tray")
@requires(Role.REPRESENTATIVE)
def tray(number: str) -> Response:
    """Every passage that waits, and those that were placed or left out."""
    view, found = _open(number)
    settled = [row for row in intake_tray.passages(reading(), view) if row.state != "waiting"]
    names = place_names(view.plan_type, view.answers, language())
    return render(
        "plans/tray.html", None, 200, plan=view, number=number, tray=found, groups=_groups(view, found), settled=settled, names=names
    )


@bp.get("/<number>/tray/<passage>")
@requires(Role.REPRESENTATIVE)
def place(number: str, passage: str) -> Response:
    """One passage: the step, the field, the rows of a table."""
    return _place_page(number, _id(passage))


@bp.post("/<number>/tray")
@requires(Role.REPRESENTATIVE)
def move(number: str) -> Response:
    """Put, leave out, bring back. Sent from a step, what was typed there is saved first."""
    verb, _, about = request.form.get("tray", "").partition(":")
    here = request.args.get("step", "")
    if here:
        with transaction() as session:
            done = carry_out(session, house(), g.actor, number, here, _typed())
        if done.status != 200:
            return page.show(done, number)
    try:
        with transaction() as session:
            _act(session, number, verb, about)
    except Invalid as problem:
        return _place_page(number, _id(about), problem)
    except Stale as problem:
        flash(t(problem.message))
    return go_to(_after(number, here))


def _act(session: Any, number: str, verb: str, about: str) -> None:
    where = (session, house(), g.actor, number)
    match verb:
        case "put":
            rows = (
                [int(n) for n in request.form.getlist("row") if n.isdecimal() and len(n) < _MOST_NUMBER] if "rows" in request.form else None
            )
            found = intake_tray.put(*where, _id(about), request.form.get(f"target:{about}", ""), rows)
            name = t(found.label) if found.head is None else f"{t(found.head)}{t('，', ', ')}{t(found.label)}"
            flash(t(_PUT.with_(name=name)))
        case "drop":
            intake_tray.drop(*where, _id(about))
            flash(t(_DROPPED))
        case "back":
            intake_tray.bring_back(*where, _id(about))
            flash(t(_BACK))
        case "picked":
            picked = [_id(one) for one in request.form.getlist("pick")]
            for one in picked:
                intake_tray.drop(*where, one)
            flash(t(_ALL, n=len(picked)) if picked else t(_NONE_PICKED))
        case "all":
            n = intake_tray.drop_all(*where)
            flash(t(_ALL, n=n))
        case _:
            raise NotFound


def _typed() -> Any:
    """The form of the step without a word on what to do: save only."""
    form = request.form.copy()
    form.pop("do", None)
    return form


def _after(number: str, here: str) -> str:
    if here:
        return url_for("wizard.step", number=number, slug=here, _anchor="tray")
    if request.args.get("back") == "check":
        return url_for("wizard.check", number=number)
    return url_for("plans.tray", number=number)


def _open(number: str) -> tuple[PlanView, Tray]:
    """The plan of its author and its tray.

    :raises NotFound: not the author's, or not begun from a file
    """
    view = plans.open_plan(reading(), house(), g.actor, number)
    found = intake_tray.tray_of(reading(), house(), view) if Part.AUTHOR in view.parts else None
    if found is None:
        raise NotFound
    return view, found


def _place_page(number: str, passage: int, problem: Invalid | None = None) -> Response:
    view, _ = _open(number)
    held = intake_tray.held(reading(), house(), view, passage)
    steps = {step.slug: step for step in view.plan_type.steps}
    asked = request.args.get("step") or request.form.get("at") or held.passage.step or ""
    slug = asked if asked in steps else view.plan_type.steps[0].slug
    return render(
        "plans/tray_place.html",
        None,
        422 if problem else 200,
        plan=view,
        number=number,
        held=held,
        at=steps[slug],
        targets=targets(steps[slug], view.answers.get(slug, {})),
        chosen=request.form.get(f"target:{passage}", ""),
        rows=[int(n) for n in request.form.getlist("row") if n.isdecimal() and len(n) < _MOST_NUMBER],
        problem=problem.message if problem else None,
        marks=marks_of(held),
    )


def _groups(view: PlanView, tray: Tray) -> list[tuple[Text | None, list[Held]]]:
    """What waits, by the step it probably belongs to, in the order of the steps; what nobody recognised comes last."""
    titles: list[tuple[str | None, Text | None]] = [(step.slug, step.title) for step in view.plan_type.steps]
    grouped = [(title, [held for held in tray.held if held.passage.step == slug]) for slug, title in [*titles, (None, None)]]
    return [(title, rows) for title, rows in grouped if rows]


def _id(text: str) -> int:
    if not text.isdecimal() or len(text) > _MOST_NUMBER:
        raise NotFound
    return int(text)


def marks_of(held: Held) -> list[Mark]:
    """The findings of a passage, lit in its text; without numbers, because their cards stand nowhere."""
    return [Mark(f.start, f.end, str(f.severity)) for f in held.findings if f.end > f.start]


@bp.app_template_global("tray_of")
def tray_of(view: PlanView, slug: str | None = None) -> Tray | None:
    """The tray beside a step, or of the whole plan; None when the plan was not begun from a file."""
    return intake_tray.tray_of(reading(), house(), view, slug) if view.writable else None


bp.add_app_template_global(marks_of, "tray_marks")
bp.add_app_template_global(control_id, "control_id")
