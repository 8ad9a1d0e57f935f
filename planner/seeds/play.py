"""Demo plans, each brought to its state by the same services that people use."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.compliance.findings import Severity
from planner.seeds.company import PASSWORD, PIN, read_yaml
from planner.seeds.stage import DemoClock, Stage, stage_for
from planner.seeds.typist import Words, type_plan
from planner.services import approval, deciding, outcome, remarks, review, submission, wizard
from planner.services.actor import Actor
from planner.services.pins import Consent
from planner.services.wizard import Change
from planner.wizards.flow import months_after

__all__ = ["Change", "Days", "DemoClock", "Stage", "stage_for", "wizard"]

EXPLAINED = "已向医院提交申请，取得书面同意后才举办。"
"""What demo authors say to what officers will look at."""


@dataclass(frozen=True, slots=True)
class Days:
    """When a plan starts, when its product is expected to be approved, when it is launched."""

    start: date
    approval: date
    launch: date


def write_plan(stage: Stage, author: Actor, *, days: Days, product: str, through: str | None = None) -> str:
    """Start a launch plan and type the whole wizard; returns its number.

    :param product: generic name
    :param through: last step to type, None for all
    """
    names = {
        "start": f"{days.start:%Y-%m}",
        "end": f"{months_after(days.launch, 11):%Y-%m}",
        "approval": days.approval.isoformat(),
        "launch": days.launch.isoformat(),
        "training": months_after(days.start, -3).isoformat(),
    }
    words = Words(names, {"launch": days.launch})
    return type_plan(stage, author, "launch", launch_text(product), words, product=product, through=through)


def write_sample(stage: Stage, author: Actor, kind: str, *, start: date, months: int, product: str) -> str:
    """Start a plan of another kind and type its whole wizard; returns its number.

    :param kind: slug of the plan type, which has a sample of its own beside this module
    :param start: first day of the period, which lasts some months
    """
    names = {"start": f"{start:%Y-%m}", "end": f"{months_after(start, months - 1):%Y-%m}", "training": months_after(start, -3).isoformat()}
    return type_plan(stage, author, kind, sample_text(kind), Words(names, {"start": start}), product=product)


def sample_text(kind: str) -> dict[str, dict[str, Any]]:
    """What the demo people type into a plan of a kind: step slug → answers."""
    text: dict[str, dict[str, Any]] = read_yaml(f"{kind.replace('-', '_')}.yml")
    return text


def launch_text(product: str) -> dict[str, dict[str, Any]]:
    """What the demo people type: step slug → answers, in the words of the product's disease."""
    words: dict[str, str] = read_yaml("subjects.yml").get(product, {})

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: put(one) for key, one in value.items()}
        if isinstance(value, list):
            return [put(one) for one in value]
        for old, new in words.items():
            value = value.replace(old, new) if isinstance(value, str) else value
        return value

    text: dict[str, dict[str, Any]] = put(read_yaml("launch.yml"))
    return text


def submit(stage: Stage, author: Actor, number: str) -> None:
    """Explain what officers will look at, then sign."""
    with stage.act() as session:
        view = submission.open_submission(session, stage.house, author, number)
        for finding in view.findings:
            if finding.severity is Severity.REVIEW and finding.fingerprint not in view.explanations:
                submission.explain(session, stage.house, author, number, finding.fingerprint, EXPLAINED, "explain")
        digest = view.content_sha256
    submission.submit(stage.transaction, stage.house, author, number, Consent(PIN, PASSWORD, None, digest))


def decide_all(stage: Stage, officer: Actor, number: str, *, ask_for_change: str = "") -> None:
    """Take the plan and decide every open finding; with `ask_for_change` the first passage gets a remark."""
    with stage.act() as session:
        review.claim(session, stage.house, officer, number)
        desk = review.open_desk(session, stage.house, officer, number)
        for fingerprint in dict.fromkeys(item.finding.fingerprint for item in desk.items if item.needs_decision):
            seen = deciding.shown(desk.plan, [item for item in desk.items if item.finding.fingerprint == fingerprint])
            deciding.decide(session, stage.house, officer, number, fingerprint, "harmless", "说明和资料已核对。", seen=seen)
    if ask_for_change:
        with stage.act() as session:
            text = str(desk.plan.answers["basics"]["summary"])
            quote = text[: text.index("。") + 1]
            remarks.remark(session, stage.house, officer, number, path="basics.summary", quote=quote, start=0, text=ask_for_change)


def pass_on(stage: Stage, officer: Actor, number: str) -> None:
    """Decide and pass to the manager."""
    decide_all(stage, officer, number)
    with stage.act() as session:
        digest = review.open_desk(session, stage.house, officer, number).content_sha256
    outcome.pass_plan(stage.transaction, stage.house, officer, number, Consent(PIN, PASSWORD, None, digest))


def approve(stage: Stage, manager: Actor, number: str) -> None:
    """Open to sign, and sign."""
    with stage.act() as session:
        approval.open_to_sign(session, stage.house, manager, number)
        digest = approval.open_approval(session, stage.house, manager, number).content_sha256
    approval.approve(stage.transaction, stage.house, manager, number, Consent(PIN, PASSWORD, None, digest))
