"""One step of a checked draft, ready for a page."""

from dataclasses import dataclass
from datetime import date, datetime

from planner.compliance.document import PlanDocument
from planner.compliance.findings import Finding
from planner.kernel.errors import NotFound
from planner.kernel.i18n import Text
from planner.models import Decision, Explanation, Remark
from planner.services import decisions
from planner.services.draft import Draft, retired
from planner.services.plans import PlanView
from planner.services.steps import StepState
from planner.wizards.answers import Answers
from planner.wizards.flow import SUBMIT, next_step, phase_windows, previous_step
from planner.wizards.schema import Step


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of one plan, ready for a page.

    :param findings: those of this step, in reading order
    :param problems: what keeps the step from being complete; shown where the author has been
    :param remarks: officers' remarks on this step, after a return
    :param document: the whole plan as the checker read it, for sums and hints beside the answers
    """

    plan: PlanView
    step: Step
    answers: Answers
    findings: tuple[Finding, ...]
    problems: dict[str, Text]
    steps: tuple[StepState, ...]
    previous: str | None
    next: str
    position: int
    count: int
    known: dict[str, Text]
    windows: dict[str, tuple[date, date]]
    explanations: dict[str, Explanation]
    decided: dict[str, Decision]
    remarks: list[Remark]
    from_file: bool
    saved_at: datetime | None
    saves: int
    touched: bool
    document: PlanDocument


def step_view(draft: Draft, slug: str) -> StepView:
    """A checked draft, seen from one of its steps.

    :raises NotFound: the plan has no such step
    """
    view = draft.view
    try:
        step = view.plan_type.step(slug)
    except KeyError as error:
        raise NotFound from error
    slugs = [s.slug for s in view.plan_type.steps] + [SUBMIT]
    row = next((r for r in view.steps or view.revision.steps if r.step == slug), None)
    findings = tuple(f for f in draft.report.findings if f.path.split(".")[0] == slug)
    answers = draft.answers.get(slug, {})
    return StepView(
        plan=view,
        step=step,
        answers=answers,
        findings=findings,
        problems=dict(draft.readings[slug].problems) | {path: said for path, said in retired(draft).items() if path.startswith(f"{slug}.")},
        steps=draft.steps,
        previous=previous_step(view.plan_type, slug),
        next=next_step(view.plan_type, slug),
        position=slugs.index(slug) + 1,
        count=len(slugs),
        known={path: text for path, text in draft.known.items() if path.startswith(f"{slug}.")},
        windows=phase_windows(view.plan_type, draft.answers),
        explanations=draft.explanations,
        decided={f.fingerprint: d for f in findings if (d := decisions.decision_for(draft.decided, f)) is not None},
        from_file=draft.from_file,
        remarks=[r for r in draft.remarks if r.path.startswith(f"{slug}.")],
        saved_at=row.saved_at if row and row.touched else None,
        saves=row.saves if row else 0,
        touched=row.touched if row else False,
        document=draft.document,
    )
