"""The desk of the rulebook: what waits, the company's own rules, dated exclusions, how often rules are right."""

from datetime import timedelta

from flask import Response, flash, g, request, url_for

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotFound
from planner.services.rules import access, effective, filters, lifecycle, listing, notices
from planner.services.rules import precision as precisions
from planner.services.rules.changes import AddFilter, EndFilter, SetSeverity
from planner.services.rules.filters import FilterForm
from planner.services.rules.proposal_page import proposals
from planner.web.access import requires, signed_in
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import t
from planner.web.rulebook import bp
from planner.web.rulebook.book import shelves
from planner.web.rulebook.drafts import EDITORS
from planner.web.rulebook.form import Section, options_of


@bp.get("/desk")
@requires(*EDITORS)
def desk() -> Response:
    """Everything an officer keeps of the rulebook, on one page."""
    session, actor = reading(), g.actor
    if not access.is_editor(actor):
        raise NotFound
    pack = effective.pack_in_force(session, house())
    named = {rule.id: rule for rule in pack.rules}
    judged = sorted(
        precisions.precision(session, house()).values(), key=lambda p: (not p.noisy, p.share if p.share is not None else 1, -p.decided)
    )
    return render(
        "rulebook/desk.html",
        None,
        200,
        pack=pack,
        notices=notices.notices(session, actor),
        waiting=proposals(session, house(), actor),
        rules=listing.company_rules(session, house(), actor),
        filters=filters.filters(session, house(), actor),
        judged=[(p, named[p.rule_id]) for p in judged if p.rule_id in named][:20],
        publications=effective.publications(session, actor)[:12],
    )


@bp.post("/<rule_id>/severity")
@requires(*EDITORS)
def propose_severity(rule_id: str) -> Response:
    """Ask for a stricter weight of a core rule, or for its own weight back."""
    change = SetSeverity(rule_id, request.form.get("to", ""))
    number = lifecycle.propose(transaction, house(), g.actor, change, request.form.get("reason", "").strip()[:400])
    return go_to(url_for("rulebook.proposal", number=number))


@bp.get("/filters/new")
@requires(*EDITORS)
def new_filter() -> Response:
    """An empty exclusion; `rule` names the one it is for."""
    data = {"until": [(local_date(house().clock()) + timedelta(days=180)).isoformat()]}
    if rule := request.args.get("rule"):
        data["rules"] = [rule]
    return _filter_page(_filter_form(data))


@bp.post("/filters/new")
@requires(*EDITORS)
def create_filter() -> Response:
    """Propose an exclusion with an end date."""
    form = _filter_form(request.form.to_dict(flat=False))
    try:
        number = lifecycle.propose(transaction, house(), g.actor, AddFilter(form), request.form.get("why", "").strip()[:400])
    except Invalid as problem:
        return _filter_page(form, problem)
    return go_to(url_for("rulebook.proposal", number=number))


@bp.post("/filters/<filter_id>/end")
@requires(*EDITORS)
def end_filter(filter_id: str) -> Response:
    """Propose to end an exclusion before its day."""
    number = lifecycle.propose(transaction, house(), g.actor, EndFilter(filter_id), request.form.get("reason", "").strip()[:400])
    return go_to(url_for("rulebook.proposal", number=number))


@bp.post("/notices/<int:number>/dismiss")
@signed_in
def dismiss(number: int) -> Response:
    """A notice that was read."""
    with transaction() as session:
        notices.dismiss(session, house(), g.actor, number)
    flash(t("知道了。", "Noted."))
    return go_to(url_for("rulebook.desk"))


def _filter_form(data: dict[str, list[str]]) -> FilterForm:
    def one(name: str, most: int = 400) -> str:
        return (data.get(name) or [""])[0].replace("\r\n", "\n").strip()[:most]

    def several(name: str) -> tuple[str, ...]:
        return tuple(value[:100] for value in data.get(name, ()) if value)[:60]

    return FilterForm(
        slug=one("slug", 40), title_zh=one("title_zh", 60), title_en=one("title_en", 60), rules=several("rules"), words=one("words", 4000),
        fields=one("fields"), plan_types=several("plan_types"), phases=several("phases"), reason_zh=one("reason_zh"), reason_en=one("reason_en"),
        until=one("until", 10),
    )  # fmt: skip


def _filter_page(form: FilterForm, problem: Invalid | None = None) -> Response:
    pack = effective.pack_in_force(reading(), house())
    readable = effective.readable_rules(pack, g.actor)
    sections = [
        Section(
            t(shelf.name),
            [(shelf.code, t("整个类别", "The whole category")), *((rule.id, t(rule.title.zh, rule.title.en)) for rule in shelf.rules)],
        )
        for shelf in shelves(readable)
    ]
    sections.sort(key=lambda section: not any(code in form.rules for code, _ in section.options))
    return render(
        "rulebook/filter.html",
        None,
        422 if problem else 200,
        form=form,
        errors=problem.errors if problem else {},
        problem=problem,
        options=options_of(pack, house()),
        sections=sections,
        last=local_date(house().clock()) + timedelta(days=365),
        why=request.form.get("why", ""),
    )
