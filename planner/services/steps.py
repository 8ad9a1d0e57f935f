"""The list of steps beside a wizard: how far each is, and what its findings ask for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from planner.compliance.findings import Report, Severity
from planner.kernel.i18n import Text
from planner.services.step_reading import StepReading
from planner.wizards.flow import Progress
from planner.wizards.schema import PlanType, Step


@dataclass(frozen=True, slots=True)
class StepState:
    """One step as the list shows it.

    :param state: not_started, in_progress, change, review or done
    :param reason: why it is not done, None when it is
    :param n: number of findings or missing answers the reason speaks of
    """

    slug: str
    title: Text
    state: str
    reason: Text | None
    n: int = 0


def step_states(
    plan_type: PlanType, read: Mapping[str, StepReading], touched: Mapping[str, bool], report: Report, settled: frozenset[str] = frozenset()
) -> tuple[StepState, ...]:
    """State of every step, in order.

    :param read: step slug → what follows from its answers
    :param touched: step slug → the author saved something there
    :param settled: fingerprints that need nothing more from the author: decided harmless, or an exception granted
    """
    found: dict[str, Counter[Severity]] = {step.slug: Counter() for step in plan_type.steps}
    for finding in report.findings:
        slug = finding.path.split(".")[0]
        if slug in found and finding.fingerprint not in settled:
            found[slug][finding.severity] += 1
    return tuple(_state(plan_type.step(slug), read[slug], touched.get(slug, False), counts) for slug, counts in found.items())


def _state(step: Step, read: StepReading, touched: bool, counts: Counter[Severity]) -> StepState:
    slug = step.slug
    far, missing = read.progress(touched)
    if n := counts[Severity.BLOCK]:
        return StepState(slug, step.title, "change", Text("{n} 处必须修改", "{n} to change").with_(n=n), n)
    if far is Progress.NOT_STARTED:
        return StepState(slug, step.title, "not_started", Text("未开始", "Not started"), missing)
    if far is Progress.IN_PROGRESS:
        wording = Text("还差 {n} 个必填", "{n} answers missing", "1 answer missing").with_(n=missing)
        return StepState(slug, step.title, "in_progress", wording, missing)
    if n := counts[Severity.REVIEW]:
        return StepState(slug, step.title, "review", Text("{n} 处合规复核", "{n} for review").with_(n=n), n)
    return StepState(slug, step.title, "done", None)
