"""Demo plans: one launch plan in every state, each brought there by the same services that people use."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.compliance.findings import Severity
from planner.models import Person, Product, Territory
from planner.seeds.company import PASSWORD, PIN, read_yaml
from planner.services import approval, deciding, outcome, plans, remarks, review, submission, wizard
from planner.services.actor import Actor, actor_for
from planner.services.house import House, Transaction
from planner.services.pins import Consent
from planner.services.wizard import Change, base_of
from planner.wizards.answers import leaves
from planner.wizards.flow import months_after

EXPLAINED = "已向医院提交申请，取得书面同意后才举办。"
"""What demo authors say to what officers will look at."""


class DemoClock:
    """A clock that the play sets and that runs a minute further with every look."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def set(self, day: date, hour: int = 2) -> None:
        """Turn it to a day; hour 2 in UTC is 10 in the morning in Shanghai."""
        self.now = datetime(day.year, day.month, day.day, hour, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stage:
    """What the play acts on: the real services, a clock of its own."""

    transaction: Transaction
    house: House
    clock: DemoClock

    def actor(self, email: str) -> Actor:
        """One of the cast."""
        with self.transaction() as session:
            person = session.scalars(select(Person.id).where(Person.email == email)).one()
            return actor_for(session, person)

    @contextmanager
    def act(self) -> Iterator[Session]:
        """One transaction of the play."""
        with self.transaction() as session:
            yield session


def stage_for(transaction: Transaction, house: House) -> Stage:
    """A stage whose house runs on a demo clock that starts at the real present."""
    clock = DemoClock(house.clock())
    return Stage(transaction, replace(house, clock=clock), clock)


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
    with stage.act() as session:
        number = plans.create_plan(session, stage.house, author, "launch").number
        product_id = session.scalars(select(Product.id).where(Product.generic_name == product)).one()
        place = session.get(Territory, author.territory_id)
        words = {
            "place": place.name if place else "",
            "territory": str(author.territory_id),
            "product": str(product_id),
            "start": f"{days.start:%Y-%m}",
            "end": f"{months_after(days.launch, 11):%Y-%m}",
            "approval": days.approval.isoformat(),
            "launch": days.launch.isoformat(),
            "training": months_after(days.start, -1).isoformat(),
        }
    for slug, typed in launch_text(product).items():
        type_step(stage, author, number, slug, typed, words, days.launch)
        if slug == through:
            break
    return number


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


def type_step(stage: Stage, author: Actor, number: str, slug: str, typed: dict[str, Any], words: dict[str, str], launch: date) -> None:
    """Type one step: rows are added as needed, then every field is saved as a form would."""
    with stage.act() as session:
        for group, rows in ((name, value) for name, value in typed.items() if _is_rows(value)):
            there = len(wizard.open_step(session, stage.house, author, number, slug).answers.get(group) or ())
            for _ in range(len(rows) - there):
                wizard.add_row(session, stage.house, author, number, slug, f"{slug}.{group}")
    with stage.act() as session:
        view = wizard.open_step(session, stage.house, author, number, slug)
        changes = []
        for leaf in leaves(view.step, view.answers):
            source = typed
            if leaf.groups:
                group = leaf.groups[0].name
                position = [row["id"] for row in view.answers[group]].index(leaf.rows[0]["id"])
                source = typed[group][position] if position < len(typed.get(group, ())) else {}
            if (value := source.get(leaf.field.name)) is not None:
                filled = [_fill(v, words, launch) for v in value] if isinstance(value, list) else _fill(str(value), words, launch)
                changes.append(Change(leaf.path, filled, base_of(leaf.value)))
        saved = wizard.save_fields(session, stage.house, author, number, slug, changes)
    if saved.errors or saved.clashes:
        raise ValueError(f"demo text does not fit {slug}: {saved.errors or saved.clashes}")


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _fill(text: str, words: dict[str, str], launch: date) -> str:
    def put(match: re.Match[str]) -> str:
        name, months, form = match["name"], match["months"], match["form"]
        if months:
            day = months_after(launch, int(months))
            return f"{day:%Y-%m}" if form else day.isoformat()
        return words[name]

    return re.sub(r"\{(?P<name>\w+)(?P<months>[+-]\d+)?m?(?P<form>:month)?\}", put, text)


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
            deciding.decide(session, stage.house, officer, number, fingerprint, "harmless", "说明和资料已核对。")
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
