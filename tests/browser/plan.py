"""What is typed into the launch wizard: a compliant plan, whole or short, and the sample's passages laid over it."""

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.compliance.pack import Pack
from planner.kernel.clock import local_date, utc_now
from planner.seeds.company import read_yaml
from planner.wizards.flow import months_after
from tests.browser.sample import Passage, passages

PRODUCT = "禾屿单抗注射液"
Step = dict[str, Any]
OPTIONAL_GROUPS = ("experts", "access", "dossiers", "first_use", "coverage", "evidence", "tasks", "resources")
KEPT_IN_SHORT = ("pre-launch.activities", "goals.goals", "risks.risks")


@dataclass(frozen=True, slots=True)
class Days:
    """The months of the plan: it starts next month, the product is approved and launched later."""

    start: date
    approval: date
    launch: date


def days() -> Days:
    """Dates in the future, whatever the day of the test; never before the approval that the demo registry names."""
    start = months_after(local_date(utc_now()).replace(day=1), 1)
    approval = max(months_after(start, 4), date(2027, 4, 15))
    return Days(start, approval, max(months_after(start, 6), months_after(approval.replace(day=1), 3)))


def whole() -> dict[str, Step]:
    """The demo's compliant launch plan, step by step; every value as a person types it."""
    typed: dict[str, Step] = deepcopy(read_yaml("launch.yml"))
    found = {slug: {name: _filled(value) for name, value in step.items()} for slug, step in typed.items()}
    found["basics"]["title"] = "云川片区重度哮喘新产品上市推广计划"
    return found


def short() -> dict[str, Step]:
    """As little as can be submitted: one row where rows are asked for."""
    found = whole()
    for slug, step in found.items():
        for name, value in list(step.items()):
            if isinstance(value, list) and f"{slug}.{name}" not in KEPT_IN_SHORT and name != "products":
                del step[name]
            elif name in ("activities", "goals"):
                step[name] = value[:1]
    return found


def with_passages(plan: dict[str, Step], typed: list[Passage]) -> dict[str, Step]:
    """The plan with the sample's words where they belong."""
    found = deepcopy(plan)
    for passage in typed:
        place = found[passage.step]
        if passage.group:
            place = place[passage.group][passage.row]
        place[passage.field] = passage.text
    return found


def sample_plan() -> dict[str, Step]:
    """The sample plan in the wizard; what it leaves open is taken from the demo's plan."""
    return with_passages(whole(), passages())


# What a good checker must see in the sample: step → (words of the passage, categories of which one must be named there).
MUST_BE_SEEN = {
    "pre-launch": (("巧妙地引", ("pre-approval",)),),
    "launch-phase": (("支持票", ("access",)), ("第一张处方", ("rx-interference", "sales-task"))),
    "growth": (("提升处方量", ("rx-interference", "sales-task", "rx-tracking")),),
}


def is_named(cards: list[str], words: str, categories: tuple[str, ...], pack: Pack) -> bool:
    """Whether a card quotes these words under the title of a rule of one of the categories."""
    titles = [rule.title.zh for rule in pack.rules if rule.category in categories]
    return any(words in card and any(title in card for title in titles) for card in cards)


def _filled(value: Any) -> Any:
    if isinstance(value, list):
        return [_filled(one) for one in value]
    if isinstance(value, dict):
        return {name: _filled(one) for name, one in value.items()}
    return re.sub(r"\{(?P<name>\w+)(?P<months>[+-]\d+)?m?(?P<form>:month)?\}", _put, str(value))


def _put(match: re.Match[str]) -> str:
    when = days()
    if match["months"]:
        day = months_after(when.launch, int(match["months"]))
        return f"{day:%Y-%m}" if match["form"] else day.isoformat()
    return {
        "place": "云川片区",
        "territory": "云川片区",
        "product": PRODUCT,
        "start": f"{when.start:%Y-%m}",
        "end": f"{months_after(when.launch, 11):%Y-%m}",
        "approval": when.approval.isoformat(),
        "launch": when.launch.isoformat(),
        "training": months_after(when.start, -2).isoformat(),
    }[match["name"]]
