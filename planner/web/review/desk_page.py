"""The page of the desk, and what its templates ask for."""

from collections.abc import Iterable
from typing import Any

from flask import Response, g, request, url_for

from planner.compliance.findings import Finding
from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid
from planner.services import converting, decisions, exceptions, issuing, proposals, review, threads
from planner.services.changes_revisions import since_in_force
from planner.services.officers import officers_for
from planner.services.places import place_names
from planner.services.plans import PlanView
from planner.services.review import ReviewItem
from planner.services.rights import behalf, granting
from planner.services.texts import text_at
from planner.signing.roles import SignerRole
from planner.web import looking
from planner.web.access import requires
from planner.web.extensions import house, reading
from planner.web.htmx import go_to, render, wants_fragment
from planner.web.language import language, t
from planner.web.review import bp
from planner.web.review.desk import OUTCOMES, arrange
from planner.web.review.reading import Section
from planner.workflow import ROLE_NAMES, Role

OFFICERS = (Role.OFFICER, Role.HEAD_OF_COMPLIANCE)


@bp.get("/<number>")
@requires(*OFFICERS)
def desk(number: str) -> Response:
    """The desk; `at` names the card to unfold, `after` the one just settled."""
    return page(number)


def page(number: str, *, after: str = "", at: str = "", problem: Invalid | None = None, problem_at: str = "") -> Response:
    """The whole desk, or its fragment; with what was typed where an entry could not be taken."""
    view = review.open_desk(reading(), house(), g.actor, number, g.token)
    keep = kept()
    today = local_date(house().clock())
    arranged = arrange(
        view,
        threads.talks(reading(), view.plan),
        decisions.lapsed_exceptions(reading(), view.plan.revision, today),
        at=at or problem_at or request.args.get("at", ""),
        after=after or request.args.get("after", ""),
        fresh="fresh" not in keep,
        silent="silent" in keep,
    )
    return render(
        "review/desk.html",
        "review/_desk.html",
        422 if problem else 200,
        desk=arranged,
        number=number,
        amended=since_in_force(reading(), view.plan),
        keep=keep,
        problems=problem.errors if problem else {},
        problem_at=problem_at,
        typed=request.form,
        meaning=issuing.MEANINGS[SignerRole.COMPLIANCE],
        officers=[(p.id, p.name) for p in officers_for(reading(), view.plan.plan) if p.id != g.actor.person_id] if view.holds else [],
        outcome_name=OUTCOMES.__getitem__,
        exception_reason=exception_reason,
        granted_for=lambda item: _granted_for(view.plan, item),
        reason_classes=reason_classes,
        may_answer=lambda item: exceptions.may_answer(g.actor, view.plan, item),
        asked=exceptions.asked,
        last_day=lambda finding: exceptions.last_day(finding, today),
        passage=lambda finding: _passage(view.plan, finding),
        place_names=place_names(view.plan.plan_type, view.plan.answers, language()),
        people=[person.name for person in threads.people(reading(), view.plan) if person.id != g.actor.person_id],
        remark_fields=remark_fields,
        conversions=converting.conversions(reading(), view.plan.revision),
        replaced=lambda one: t(converting.CHOICES[one.choice]),
        **looking.line(number),
    )


def back(number: str, *, after: str = "", at: str = "") -> Response:
    """The desk again after something was done: swapped in place by htmx, else by a redirect to the next card."""
    if wants_fragment():
        return page(number, after=after, at=at)
    place = {name: value for name, value in (("after", after), ("at", at)) if value}
    return go_to(url_for("review.desk", number=number, _anchor="desk", **{**kept(), **place}))


def kept() -> dict[str, Any]:
    """The toggles that stay on from answer to answer."""
    found: dict[str, Any] = {}
    if request.args.get("fresh") == "0":
        found["fresh"] = 0
    if request.args.get("silent") == "1":
        found["silent"] = 1
    return found


def exception_reason(item: ReviewItem) -> str:
    """Why the officer in front of the page cannot grant an exception here; "" when they can."""
    if item.may_grant:
        return ""
    if not item.granting_roles:
        return t("这条规则不能例外放行。", "This rule knows no exceptions.")
    if Role.OFFICER in item.granting_roles:
        return t("例外要由另一位合规专员放行。", "Another officer must grant the exception.")
    return t(
        "例外要由{who}放行。",
        "The exception is for the {who} to grant.",
        who=t("、", ", ").join(t(ROLE_NAMES[r]) for r in item.granting_roles),
    )


def _granted_for(plan: PlanView, item: ReviewItem) -> str:
    """On whose behalf an exception would be granted here; "" with a role of one's own, or where the head of the page says it already."""
    if behalf(g.actor, plan.plan, plan.revision, *OFFICERS):
        return ""
    lent = behalf(g.actor, plan.plan, plan.revision, *granting(item.granting_roles)) if item.may_grant else None
    return lent.giver if lent else ""


def reason_classes(finding: Finding) -> list[tuple[str, str]]:
    """The grounds an exception may rest on, as (value, word)."""
    return [(value, t(word)) for value, word in exceptions.grounds_of(finding).items()]


def _passage(plan: PlanView, finding: Finding) -> str:
    """The sentences around a finding: what a proposed wording begins with; "" where there are no words."""
    text = text_at(plan.plan_type, plan.answers, finding.path) or ""
    if not finding.end > finding.start or finding.end > len(text):
        return ""
    start, end = proposals.passage(text, finding.start, finding.end)
    return text[start:end]


def remark_fields(sections: Iterable[Section]) -> list[tuple[str, str]]:
    """Every line of the document as (path, name), for the remark form."""
    return [
        (line.path, t("：", ": ").join(part for part in (t(section.title), row, t(line.label)) if part))
        for section in sections
        for line, row in section.lines()
        if line.quotable
    ]
