"""What everybody reads: the shelves, one rule, a text to try, and a rule as it was for a plan."""

from typing import Any

from flask import Response, g, request

from planner.compliance.company import is_company
from planner.kernel.errors import NotFound
from planner.services.rules import access, effective
from planner.services.rules import precision as precisions
from planner.services.rules.listing import heavier
from planner.web.access import signed_in
from planner.web.extensions import house, reading
from planner.web.htmx import render
from planner.web.rulebook import bp
from planner.web.rulebook.book import Shelf, article, granting, shelves
from planner.web.rulebook.trial import LONGEST, Trial, try_text


@bp.get("")
@signed_in
def index() -> Response:
    """What the rules are about; `q` looks for words in titles, messages and examples."""
    return render("rulebook/show.html", "rulebook/_list.html", **_context(None))


@bp.get("/<rule_id>")
@signed_in
def show(rule_id: str) -> Response:
    """One rule: what, why, sources, examples, since when."""
    return render("rulebook/show.html", "rulebook/_list.html", **_context(rule_id))


@bp.post("/try")
@signed_in
def trial() -> Response:
    """Check a text without keeping it; the article beside the box stays."""
    form = request.form
    pack = effective.pack_in_force(reading(), house())
    tried = try_text(house(), pack, g.actor, form.get("text", ""), form.get("plan_type", ""), form.get("phase", ""))
    return render("rulebook/show.html", "rulebook/_try.html", 422 if tried.problem else 200, **_context(form.get("rule") or None, tried))


@bp.get("/<rule_id>/of/<number>")
@signed_in
def as_it_was(rule_id: str, number: str) -> Response:
    """The rule as it was when that plan was last submitted."""
    then = effective.rule_of_plan(reading(), house(), g.actor, number, rule_id)
    context = _context(None)
    return render("rulebook/show.html", None, 200, **{**context, "article": article(then.pack, rule_id), "then": then, "number": number})


def _context(rule_id: str | None, tried: Trial | None = None) -> dict[str, Any]:
    session = reading()
    pack, wanted = effective.pack_in_force(session, house()), request.args.get("q", "").strip()[:60]
    rules = effective.readable_rules(pack, g.actor)
    if rule_id is not None and all(rule.id != rule_id for rule in rules):
        raise NotFound
    found: tuple[Shelf, ...] = shelves(rules, wanted)
    editor = access.is_editor(g.actor)
    chosen = pack.rule(rule_id) if rule_id is not None else None
    return {
        "pack": pack,
        "q": wanted,
        "wanted": request.args.get("shelf", ""),
        "shelves": found,
        "found": sum(len(shelf.rules) for shelf in found),
        "article": article(pack, rule_id) if rule_id is not None else None,
        "trial": tried,
        "then": None,
        "plan_types": house().plan_types,
        "longest": LONGEST,
        "granting": granting,
        "editor": editor,
        "precision": precisions.precision(session, house()).get(rule_id or "") if editor else None,
        "stricter": heavier(chosen) if editor and chosen is not None and not is_company(chosen.id) else (),
    }
