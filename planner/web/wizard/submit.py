"""Check the whole plan, say something to findings, sign and submit, take it back."""

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import Invalid, NotFound
from planner.services import issuing, lists, plans, submission
from planner.services.places import place_names
from planner.services.submission import Blocked, SubmitView
from planner.signing.roles import SignerRole
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import language, t
from planner.web.review.consent import consent_of
from planner.web.wizard import bp, suggestions
from planner.web.wizard.controls import control_id
from planner.web.wizard.page import step_links
from planner.web.wizard.reading import Reading
from planner.wizards.flow import SUBMIT, previous_step
from planner.workflow import Action, Part, Role

SIGNING = frozenset({"pin", "password", "code", "signer"})


@bp.get("/plans/<number>/check-and-submit")
@requires(Role.REPRESENTATIVE)
def check(number: str) -> Response:
    """The plan as it will read; once it is submitted, its record."""
    view = _view(number)
    return go_to(url_for("plans.show", number=number)) if view is None else _check_page(number, view)


@bp.get("/plans/<number>/submit")
@requires(Role.REPRESENTATIVE)
def sign(number: str) -> Response:
    """The signing form as a page of its own; while something stands in the way, what that is."""
    view = _view(number)
    if view is None:
        return go_to(url_for("plans.show", number=number))
    return _sign_page(number, view) if view.ready else _check_page(number, view, refused=True)


@bp.post("/plans/<number>/submit")
@requires(Role.REPRESENTATIVE)
def submit(number: str) -> Response:
    """Freeze, render, sign, hand over; or say what stands in the way, with nothing written."""
    try:
        submission.submit(transaction, house(), g.actor, number, consent_of(request.form, g.token))
    except Blocked:
        return _check_page(number, _open(number), refused=True)
    except Invalid as problem:
        if SIGNING.isdisjoint(problem.errors):
            return _check_page(number, _open(number), refused=True)
        return _sign_page(number, _open(number), problem)
    flash(t("已签名并提交。合规开始看之前，你还可以撤回。", "Signed and submitted. You can take it back until compliance starts to read."))
    return go_to(url_for("plans.show", number=number))


@bp.post("/plans/<number>/recall")
@requires(Role.REPRESENTATIVE)
def recall(number: str) -> Response:
    """Back to a draft, as long as no officer holds it."""
    with transaction() as session:
        submission.recall(session, house(), g.actor, number)
    flash(t("已撤回，可以接着改。", "Taken back; you can go on writing."))
    return go_to(url_for("wizard.check", number=number))


@bp.post("/plans/<number>/explain")
@requires(Role.REPRESENTATIVE)
def explain(number: str) -> Response:
    """Words for the officer, or a request for an exception, from the check page."""
    fingerprint = request.form.get("fingerprint", "")
    try:
        with transaction() as session:
            text, kind = request.form.get("text", ""), request.form.get("kind", "explain")
            submission.explain(session, house(), g.actor, number, fingerprint, text, kind)
    except Invalid as problem:
        return _check_page(number, _open(number), told=(fingerprint, request.form.get("text", ""), problem))
    return go_to(url_for("wizard.check", number=number, _anchor=f"say-{fingerprint}"))


def _view(number: str) -> SubmitView | None:
    """What is to be signed; None when the plan is out of its author's hands."""
    plan = plans.open_plan(reading(), house(), g.actor, number)
    if Part.AUTHOR not in plan.parts:
        raise NotFound
    return _open(number) if plan.may(Action.SUBMIT) else None


def _open(number: str) -> SubmitView:
    return submission.open_submission(reading(), house(), g.actor, number, g.token)


def _sign_page(number: str, view: SubmitView, problem: Invalid | None = None) -> Response:
    meaning = issuing.MEANINGS[SignerRole.AUTHOR]
    return render("wizard/sign.html", None, 422 if problem else 200, view=view, number=number, problem=problem, meaning=meaning)


def _check_page(number: str, view: SubmitView, *, refused: bool = False, told: tuple[str, str, Invalid] | None = None) -> Response:
    session = reading()
    names = {
        "territories": {str(row.id): row.name for row in lists.territories_for(session, g.actor)},
        "products": {str(row.id): row.generic_name for row in lists.all_products(session)},
    }
    read = Reading(view, number, names)
    return render(
        "wizard/check.html",
        None,
        422 if refused or told else 200,
        view=view,
        plan=view.plan,
        number=number,
        sections=read.sections(),
        missing=_missing(number, view) if refused else [],
        blocks=_blocks(number, view) if refused else [],
        told=told,
        links=step_links(number, view.steps, SUBMIT),
        before=previous_step(view.plan.plan_type, SUBMIT),
        place=len(view.steps) + 1,
        places=len(view.steps) + 1,
        suggestions=suggestions,
        id_of=control_id,
        meaning=issuing.MEANINGS[SignerRole.AUTHOR],
    )


def _missing(number: str, view: SubmitView) -> list[tuple[str, str]]:
    """What is missing or wrong, each with the way to it; findings have a list of their own."""
    names = _places(view)
    lines = ((path, t(message)) for messages in view.problems.values() for path, message in messages.items())
    return [(_place(number, path), f"{names.get(path, '')}{t('：', ': ')}{words}") for path, words in lines]


def _blocks(number: str, view: SubmitView) -> list[tuple[str, str]]:
    """What must change, each with the way to it."""
    names = _places(view)
    return [
        (_place(number, f.path), f"{names.get(f.path, '')}{t('：', ': ')}{t(f.title)}{f'“{f.quote}”' if f.quote else ''}")
        for f in view.open_blocks
    ]


def _places(view: SubmitView) -> dict[str, str]:
    return place_names(view.plan.plan_type, view.draft.answers, language())


def _place(number: str, path: str) -> str:
    parts = path.split(".")
    return url_for("wizard.step", number=number, slug=parts[0], open=parts[2::2] or None, _anchor=control_id(path))
