"""The objective converter: a short dialogue from a sales or prescription figure to a goal one may have; a page of its own without scripts."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.services import converting
from planner.services.aids.wishes import AIMS, Wish, measures, wish
from planner.services.converting import Case
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render, wants_fragment
from planner.web.language import t
from planner.web.wizard import bp
from planner.web.wizard.controls import control_id
from planner.wizards.blocks.aims import MEASURES
from planner.workflow import Role

NO_ERRORS: dict[str, Text] = {}


@bp.get("/plans/<number>/convert")
@requires(Role.REPRESENTATIVE)
def convert(number: str) -> Response:
    """The dialogue about one finding, named by `about` (fingerprint and path)."""
    case = converting.open_case(reading(), house(), g.actor, number, request.args.get("about", ""))
    return _show(number, case, wish({}), NO_ERRORS)


@bp.post("/plans/<number>/convert")
@requires(Role.REPRESENTATIVE)
def convert_to(number: str) -> Response:
    """Look at the sentence, put it into the goal, or hand the figure to the sales function."""
    about, wished = request.form.get("about", ""), wish(request.form)
    match request.form.get("do", "look"):
        case "take":
            return _take(number, about, wished)
        case "sales":
            return _hand_over(number, about)
    case_ = converting.open_case(reading(), house(), g.actor, number, about)
    if wants_fragment():
        return render("wizard/_convert_said.html", **_context(number, case_, wished, NO_ERRORS))
    return _show(number, case_, wished, wished.errors)


def _take(number: str, about: str, wished: Wish) -> Response:
    try:
        with transaction() as session:
            case = converting.take(session, house(), g.actor, number, about, wished)
    except Invalid as problem:
        return _show(number, converting.open_case(reading(), house(), g.actor, number, about), wished, problem.errors, 422)
    flash(t("换好了。原来写的留在这个目标的记录里。", "Done. What stood here before is kept with this goal."))
    return _back(number, case, f"{case.place}.statement" if case.is_goal else case.place)


def _hand_over(number: str, about: str) -> Response:
    with transaction() as session:
        case, taken = converting.hand_over(session, house(), g.actor, number, about)
    if case.handed == "owner":
        flash(t("这个目标改由销售管理负责。", "Sales management now owns this goal."))
    else:
        flash(t("这个数字已经移出计划，原文留着。", "The figure has left the plan; its words are kept."))
    return _back(number, case, case.place.rpartition(".")[0] if case.handed == "row" else case.place, taken)


def _back(number: str, case: Case, path: str, taken: int | None = None) -> Response:
    rows = case.place.split(".")[2::2]
    return go_to(
        url_for(
            "wizard.step", number=number, slug=case.step.slug, open=rows or None, taken=taken, _anchor=control_id(path), _external=False
        )
    )


def _show(number: str, case: Case, wished: Wish, errors: Mapping[str, Text], status: int = 200) -> Response:
    return render("wizard/convert.html", "wizard/_convert.html", status, **_context(number, case, wished, errors))


def _context(number: str, case: Case, wished: Wish, errors: Mapping[str, Text]) -> dict[str, Any]:
    found = converting.look(reading(), house(), case, wished)
    return {
        "case": case,
        "number": number,
        "about": f"{case.finding.fingerprint}:{case.finding.path}",
        "wish": wished,
        "errors": errors,
        "sentence": wished.sentence(case.language),
        "found": found,
        "in_the_way": converting.stands_in_the_way(case, found),
        "aims": [(aim.key, t(aim.name)) for aim in AIMS],
        "measures": _measures(),
        "as_page": not wants_fragment(),
        "back": url_for("wizard.step", number=number, slug=case.step.slug, open=case.place.split(".")[2::2] or None, _anchor="notes"),
    }


def _measures() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every measure by the kind it belongs to, both in words."""
    names = {choice.value: t(choice.label) for choice in MEASURES}
    return [
        (names[kind], [(one.key, f"{t(one.metric)}{t('（', ' (')}{t(one.unit)}{t('）', ')')}") for one in held])
        for kind, held in measures()
    ]
