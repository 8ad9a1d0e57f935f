"""Writing a company rule: the form, its proof while one writes, and its trial."""

from typing import Any

from flask import Response, flash, g, request, url_for

from planner.compliance.vocabulary import COMPANY
from planner.kernel.errors import Invalid
from planner.services.rules import drafting, effective, lifecycle, listing
from planner.services.rules.changes import Activate, Retire
from planner.services.rules.form import RuleForm
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import language, t
from planner.web.rulebook import bp
from planner.web.rulebook.entries import GROUPS, KIND_EXAMPLES
from planner.web.rulebook.form import options_of, posted, provisions, word_lists
from planner.workflow import Role

EDITORS = (Role.OFFICER, Role.HEAD_OF_COMPLIANCE)


def rule_id_of(slug: str) -> str:
    """A company rule's id; its address shows only what follows the prefix."""
    return COMPANY + slug


@bp.get("/company/new")
@requires(*EDITORS)
def new_rule() -> Response:
    """An empty form."""
    return _form_page(drafting.blank_form(), None, 0)


@bp.get("/lists")
@requires(*EDITORS)
def lists() -> Response:
    """The ready lists of words that a pattern may name; `q` looks into names and words."""
    wanted = request.args.get("q", "").strip()[:40]
    pack = effective.pack_in_force(reading(), house())
    return render("rulebook/lists.html", "rulebook/_lists.html", 200, lists=word_lists(pack, wanted), q=wanted)


@bp.post("/company/new")
@requires(*EDITORS)
def create_rule() -> Response:
    """Save the first revision as a draft; what cannot be saved comes back with the reason at its place."""
    form = posted(request.form)
    try:
        saved = drafting.create_rule(transaction, house(), g.actor, form)
    except Invalid as problem:
        return _form_page(form, None, 0, problem)
    flash(t("草稿已保存。", "The draft is saved."))
    return go_to(url_for("rulebook.own_rule", slug=saved.rule_id.removeprefix(COMPANY)))


@bp.get("/company/<slug>")
@requires(*EDITORS)
def own_rule(slug: str) -> Response:
    """One company rule: its state, its revisions, what its trial found."""
    page = listing.company_rule(reading(), house(), g.actor, rule_id_of(slug), language())
    return _rule_page(slug, page)


@bp.get("/company/<slug>/edit")
@requires(*EDITORS)
def edit_rule(slug: str) -> Response:
    """The form with the newest revision in it."""
    page = listing.company_rule(reading(), house(), g.actor, rule_id_of(slug))
    return _form_page(drafting.form_for(reading(), g.actor, rule_id_of(slug)), slug, page.line.newest)


@bp.post("/company/<slug>/edit")
@requires(*EDITORS)
def save_rule(slug: str) -> Response:
    """Save a new revision; the one that runs keeps running."""
    form, base = posted(request.form, slug), request.form.get("base", 0, type=int)
    try:
        saved = drafting.save_rule(transaction, house(), g.actor, rule_id_of(slug), form, base)
    except Invalid as problem:
        return _form_page(form, slug, base, problem)
    flash(t("第 {n} 版已保存。", "Revision {n} is saved.", n=saved.number) if saved.written else t("没有改动。", "Nothing was changed."))
    return go_to(url_for("rulebook.own_rule", slug=slug))


@bp.post("/company/check")
@requires(*EDITORS)
def check_rule() -> Response:
    """Prove the form as it stands without keeping it."""
    slug = request.form.get("slug_kept") or None
    form = posted(request.form, slug)
    errors = drafting.try_form(transaction, house(), g.actor, form)
    return _form_page(form, slug, request.form.get("base", 0, type=int), Invalid(errors) if errors else None, proved=True)


@bp.post("/company/<slug>/trial")
@requires(*EDITORS)
def start_trial(slug: str) -> Response:
    """Let the newest revision run unseen."""
    lifecycle.start_trial(transaction, house(), g.actor, rule_id_of(slug), request.form.get("base", 0, type=int))
    flash(t("开始试运行：命中只记录，作者看不到。", "On trial: hits are recorded, authors do not see them."))
    return go_to(url_for("rulebook.own_rule", slug=slug))


@bp.post("/company/<slug>/discard")
@requires(*EDITORS)
def discard(slug: str) -> Response:
    """Put away a draft that never ran."""
    lifecycle.discard(transaction, house(), g.actor, rule_id_of(slug), request.form.get("base", 0, type=int))
    flash(t("草稿已作废。", "The draft is put away."))
    return go_to(url_for("rulebook.desk"))


@bp.post("/company/<slug>/propose")
@requires(*EDITORS)
def propose(slug: str) -> Response:
    """Ask a second person to bring the newest revision into force, or to retire the rule."""
    rule_id = rule_id_of(slug)
    change = Retire(rule_id) if request.form.get("change") == "retire" else Activate(rule_id, request.form.get("base", 0, type=int))
    try:
        number = lifecycle.propose(transaction, house(), g.actor, change, request.form.get("reason", "").strip()[:400])
    except Invalid as problem:
        return _rule_page(slug, listing.company_rule(reading(), house(), g.actor, rule_id, language()), problem)
    return go_to(url_for("rulebook.proposal", number=number))


def _rule_page(slug: str, page: listing.RulePage, problem: Invalid | None = None) -> Response:
    return render("rulebook/own.html", None, 422 if problem else 200, rule_page=page, line=page.line, slug=slug, problem=problem)


def _form_page(form: RuleForm, slug: str | None, base: int, problem: Invalid | None = None, proved: bool = False) -> Response:
    pack = effective.pack_in_force(reading(), house())
    context: dict[str, Any] = {
        "form": form,
        "slug": slug,
        "base": base,
        "groups": GROUPS,
        "options": options_of(pack, house()),
        "provisions": provisions(pack),
        "lists": word_lists(pack),
        "examples": KIND_EXAMPLES,
        "errors": problem.errors if problem else {},
        "problem": problem,
        "proved": proved,
    }
    return render("rulebook/form.html", "rulebook/_proof.html", 422 if problem and not proved else 200, **context)
