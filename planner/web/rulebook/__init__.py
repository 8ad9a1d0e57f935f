"""The rulebook: every rule as an article, and a box to try a text."""

from typing import Any

from flask import Blueprint, Response, request

from planner.kernel.errors import NotFound
from planner.web.access import signed_in
from planner.web.extensions import house
from planner.web.htmx import render
from planner.web.rulebook.book import Shelf, article, granting, shelves
from planner.web.rulebook.trial import LONGEST, Trial, try_text

bp = Blueprint("rulebook", __name__, url_prefix="/rulebook")


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
    tried = try_text(house(), form.get("text", ""), form.get("plan_type", ""), form.get("phase", ""))
    return render("rulebook/show.html", "rulebook/_try.html", 422 if tried.problem else 200, **_context(form.get("rule") or None, tried))


def _context(rule_id: str | None, tried: Trial | None = None) -> dict[str, Any]:
    pack, wanted = house().pack, request.args.get("q", "").strip()[:60]
    if rule_id is not None and all(rule.id != rule_id for rule in pack.rules):
        raise NotFound
    found: tuple[Shelf, ...] = shelves(pack, wanted)
    return {
        "pack": pack,
        "q": wanted,
        "shelves": found,
        "found": sum(len(shelf.rules) for shelf in found),
        "article": article(pack, rule_id) if rule_id is not None else None,
        "trial": tried,
        "plan_types": house().plan_types,
        "longest": LONGEST,
        "granting": granting,
    }
